// Messages: say something, wait for the reply or follow it as it comes.

import { onSession } from '../access/needs.ts';
import type { FromSchema } from 'json-schema-to-ts';
import type { NewMessage, Sessions } from '../../../runtime/sessions/sessions.ts';
import { parseMessageId, type SessionId, type TurnId } from '../../../state/model/ids.ts';
import { priorities, strategies, turnHasEnded } from '../../../state/model/turn.ts';
import { sendEvents, type ServerSentEvent, whileConnected } from '../server-sent-events.ts';
import { pageOf, pageQuery, showPage } from '../paging.ts';
import { idempotencyHeader, sessionId, sessionPath } from '../shapes/parameters.ts';
import { messageListView } from '../shapes/message.ts';
import { turnView } from '../shapes/turn.ts';
import { showMessage } from '../show/message.ts';
import { showTurn } from '../show/turn.ts';
import { showStreamed, startAfter, turnsOf } from '../show/stream.ts';
import { waitQuery } from '../shapes/wait.ts';
import { answer, eventStream, json } from '../shapes/media.ts';
import { bodyBytes } from '../edge/limits.ts';
import type { Api } from '../typed.ts';

const seconds = { type: 'number', exclusiveMinimum: 0, maximum: 86_400 } as const;

const newMessage = {
  type: 'object',
  required: ['content'],
  additionalProperties: false,
  properties: {
    content: { type: 'string', minLength: 1, description: 'What is said.' },
    role: { type: 'string', enum: ['user'], description: 'Who says it; only `user` may.' },
    agent: { type: 'string', description: 'Who answers, whatever routing would say.' },
    strategy: {
      type: 'string',
      enum: strategies,
      default: 'enqueue',
      description: 'While turns are in flight: wait for them, be refused, or cancel them all.',
    },
    priority: {
      type: 'string',
      enum: priorities,
      default: 'normal',
      description: 'Before or after those of other sessions; inside a session the order stays.',
    },
    timeout_seconds: {
      ...seconds,
      description: 'How long the turn may take; at most what the agent allows.',
    },
    queue_timeout_seconds: { ...seconds, description: 'How long it may wait until it begins.' },
    on_disconnect: {
      type: 'string',
      enum: ['continue', 'cancel'],
      default: 'continue',
      description: 'What becomes of the turn when whoever waits for it or follows it goes.',
    },
    metadata: { type: 'object' },
  },
} as const;

const listQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...pageQuery,
    first: {
      type: 'string',
      enum: ['oldest', 'newest'],
      default: 'oldest',
      description: 'Which end it begins at, and goes on from.',
    },
  },
} as const;

/** Names the turn, so that a client whose connection breaks knows what to ask for. */
const TURN_HEADER = 'raworc-turn';

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
  // A server that ends breaks its connections itself: nobody went away.
  let isClosing = false;
  api.addHook('preClose', async () => {
    isClosing = true;
  });

  api.get(
    '/sessions/:id/messages',
    {
      config: onSession('get'),
      schema: {
        operationId: 'listMessages',
        response: { 200: messageListView },
        tags: ['messages'],
        summary: 'What was said, oldest first unless asked otherwise',
        params: sessionPath,
        querystring: listQuery,
      },
    },
    async ({ params, query }) => {
      const page = pageOf(query, parseMessageId);
      return showPage(
        await sessions.messages(sessionId(params.id), page, query.first),
        page,
        (row) => row.id,
        showMessage,
      );
    },
  );

  api.post(
    '/sessions/:id/messages',
    {
      bodyLimit: bodyBytes.long,
      config: onSession('talk'),
      schema: {
        operationId: 'sendMessage',
        response: {
          200: answer('The turn has ended.', {
            ...json(turnView),
            ...eventStream('What happens in the turn.'),
          }),
          202: turnView,
        },
        tags: ['messages'],
        summary:
          'Say something: 202 with the turn, 200 with the reply if `wait` was long enough, or its events',
        params: sessionPath,
        querystring: waitQuery,
        headers: idempotencyHeader,
        body: newMessage,
      },
    },
    async (request, reply) => {
      const id = sessionId(request.params.id);
      const message = messageOf(request.body, request.account, request.headers['idempotency-key']);
      const signal = whileConnected(reply);
      /** The turn has nobody any more who waits for it. */
      async function left(turn: TurnId): Promise<void> {
        if (request.body.on_disconnect === 'cancel' && !isClosing) {
          await sessions.cancelTurn(turn, request.account);
        }
      }

      if (request.headers.accept?.includes('text/event-stream')) {
        const before = await sessions.lastEvent(id);
        const { turn, isRepeated } = await sessions.send(id, message);
        const after = isRepeated === true ? startAfter(request.headers['last-event-id'], 0) : before;
        sessions.attach(id, signal);
        const events = eventsOfTurn(sessions, id, turn.id, after, signal);
        const headers = { [TURN_HEADER]: turn.id };
        if ((await sendEvents(reply, events, signal, { headers })) === 'left') await left(turn.id);
        return reply;
      }
      const accepted = await sessions.send(id, message);
      const { id: turn } = accepted.turn;
      const timeoutMs = (request.query.wait ?? 0) * 1000;
      const isOver = timeoutMs === 0 || turnHasEnded(accepted.turn.state);
      try {
        const view = isOver ? accepted : await sessions.waitTurn(turn, { timeoutMs, seen: accepted, signal });
        return await reply
          .status(turnHasEnded(view.turn.state) ? 200 : 202)
          .header(TURN_HEADER, turn)
          .send(showTurn(view));
      } catch (thrown) {
        if (!signal.aborted) throw thrown;
        await left(turn);
        return reply.hijack();
      }
    },
  );
}

type MessageBody = FromSchema<typeof newMessage>;

function messageOf(body: MessageBody, by: string, idempotencyKey: string | undefined): NewMessage {
  const { content, agent, strategy, priority, metadata } = body;
  const { timeout_seconds: timeoutSeconds, queue_timeout_seconds: queueTimeoutSeconds } = body;
  return {
    content,
    by,
    ...(agent === undefined ? {} : { agent }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(priority === undefined ? {} : { priority }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(queueTimeoutSeconds === undefined ? {} : { queueTimeoutSeconds }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}
