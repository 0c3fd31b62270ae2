// Messages and turns: say something, wait for the reply or follow it as it comes.

import type { NewMessage, Sessions, TurnView } from '../../../runtime/sessions/sessions.ts';
import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import { turnHasEnded } from '../../../state/model/turn.ts';
import { sendEvents, type ServerSentEvent, whileConnected } from '../server-sent-events.ts';
import { pageOf, pageQuery, showPage } from '../shapes/page.ts';
import { sessionId, sessionPath, turnId } from '../shapes/parameters.ts';
import { showHop, showMessage, showTurn } from '../shapes/session.ts';
import { showStreamed, turnsOf } from '../shapes/stream.ts';
import type { Api } from '../typed.ts';

const newMessage = {
  type: 'object',
  required: ['content'],
  additionalProperties: false,
  properties: {
    content: { type: 'string', minLength: 1, description: 'What is said.' },
    role: { type: 'string', enum: ['user'], description: 'Who says it; only `user` may.' },
    agent: { type: 'string', description: 'Who answers, whatever routing would say.' },
    strategy: { type: 'string', enum: ['enqueue', 'reject'], description: 'While a turn is in flight.' },
    metadata: { type: 'object' },
  },
} as const;

const sendQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    wait: { type: 'number', minimum: 0, maximum: 300, description: 'Seconds to wait for the reply.' },
  },
} as const;

const turnPath = {
  type: 'object',
  required: ['id', 'turn'],
  properties: { id: { type: 'string' }, turn: { type: 'string', description: "The turn's id: `turn_…`." } },
} as const;

/** The stored and streamed events of one turn and of those that it is handed over to, and what it asks others. */
async function* eventsOfTurn(
  sessions: Sessions,
  id: SessionId,
  turn: TurnId,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const turns = new Set<string>([turn]);
  for await (const event of sessions.events(id, { after, signal })) {
    const { own, asking } = turnsOf(event);
    const isIts = own !== undefined && turns.has(own);
    if (!isIts && (asking === undefined || !turns.has(asking))) continue;
    yield showStreamed(event);
    if (event.type === 'turn.handed_over') turns.add(event.data.heir_turn_id);
    if (own === turn && (event.type === 'agent.message' || event.type === 'turn.failed')) return;
  }
}

export function messageRoutes(api: Api, { sessions }: { readonly sessions: Sessions }): void {
  api.get(
    '/sessions/:id/messages',
    {
      schema: {
        tags: ['messages'],
        summary: 'What was said, oldest first',
        params: sessionPath,
        querystring: { type: 'object', additionalProperties: false, properties: pageQuery } as const,
      },
    },
    async ({ params, query }) => {
      const page = pageOf(query);
      return showPage(
        await sessions.messages(sessionId(params.id), page),
        page,
        (row) => row.id,
        showMessage,
      );
    },
  );

  api.post(
    '/sessions/:id/messages',
    {
      schema: {
        tags: ['messages'],
        summary:
          'Say something: 202 with the turn, 200 with the reply if `wait` was long enough, or its events',
        params: sessionPath,
        querystring: sendQuery,
        body: newMessage,
      },
    },
    async (request, reply) => {
      const id = sessionId(request.params.id);
      const { content, agent, strategy, metadata } = request.body;
      const key = request.headers['idempotency-key'];
      const message: NewMessage = {
        content,
        by: request.account,
        ...(agent === undefined ? {} : { agent }),
        ...(strategy === undefined ? {} : { strategy }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(typeof key === 'string' ? { idempotencyKey: key } : {}),
      };
      if (request.headers.accept?.includes('text/event-stream')) {
        const after = await sessions.lastEvent(id);
        const accepted = await sessions.send(id, message);
        const signal = whileConnected(reply);
        sessions.attach(id, signal);
        return sendEvents(reply, eventsOfTurn(sessions, id, accepted.turn.id, after, signal), signal);
      }
      const accepted = await sessions.send(id, message);
      const timeoutMs = (request.query.wait ?? 0) * 1000;
      const view =
        timeoutMs === 0 || turnHasEnded(accepted.turn.state)
          ? accepted
          : await sessions.waitTurn(accepted.turn.id, { timeoutMs, seen: accepted });
      return reply.status(turnHasEnded(view.turn.state) ? 200 : 202).send(showTurn(view));
    },
  );

  api.get(
    '/sessions/:id/turns/:turn',
    {
      schema: {
        tags: ['messages'],
        summary: 'A turn, with its reply once there is one, and the turns that agents made of it',
        params: turnPath,
        querystring: sendQuery,
      },
    },
    async ({ params, query }) => {
      const seen = await sessions.turn(turnId(params.turn));
      const view = await waited(sessions, seen, query.wait ?? 0);
      const hops = await sessions.hops(view.turn.id);
      return { ...showTurn(view), hops: hops.map(showHop) };
    },
  );

  api.post(
    '/sessions/:id/turns/:turn/cancel',
    { schema: { tags: ['messages'], summary: 'End a turn that has not ended', params: turnPath } },
    async ({ params, account }) => showTurn(await sessions.cancelTurn(turnId(params.turn), account)),
  );
}

async function waited(sessions: Sessions, view: TurnView, seconds: number): Promise<TurnView> {
  if (seconds === 0 || turnHasEnded(view.turn.state)) return view;
  return sessions.waitTurn(view.turn.id, { timeoutMs: seconds * 1000 });
}
