// Sessions: create, look at, and say what is wanted of them.

import { changeOfClosedSession, changeOfMetadata, changeOfNewSession, changing } from '../access/changes.ts';
import { inNamedSpace, listOf, onSession } from '../access/needs.ts';
import { visibleSpaces } from '../access/visible.ts';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';
import { parseSessionId } from '../../../state/model/ids.ts';
import { isSessionState, type SessionRequest, sessionStates } from '../../../state/model/session-state.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import { requireMatch } from '../edge/entity-tags.ts';
import { badRequest } from '../errors.ts';
import { whileConnected } from '../server-sent-events.ts';
import { pageOf, pageQuery, showPage } from '../paging.ts';
import { idempotencyHeader, matchHeader, sessionId, sessionPath } from '../shapes/parameters.ts';
import { sessionListView, sessionView } from '../shapes/session.ts';
import { showSession } from '../show/session.ts';
import type { Api } from '../typed.ts';

const newSession = {
  type: 'object',
  required: ['space'],
  additionalProperties: false,
  properties: {
    space: { type: 'string', description: 'The space that it is a session of.' },
    agent: {
      type: 'string',
      description: "Answers when nothing else decides; left out, the space's default.",
    },
    metadata: { type: 'object', description: 'Yours; kept and shown as it is.' },
  },
} as const;

const listQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...pageQuery,
    space: { type: 'string' },
    state: { type: 'string', description: 'One state, or several with commas between.' },
    kept: {
      type: 'boolean',
      description: 'Only those whose space was removed and that may be reopened still.',
    },
  },
} as const;

const waitQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    state: { type: 'string', default: 'idle', description: 'One state, or several with commas between.' },
    timeout: { type: 'number', minimum: 0, maximum: 300, default: 30, description: 'Seconds.' },
  },
} as const;

const requests: readonly SessionRequest[] = ['pause', 'resume', 'suspend', 'retry'];

function parseStates(text: string) {
  return text.split(',').map((state) => {
    if (isSessionState(state)) return state;
    throw badRequest(`There is no session state ${JSON.stringify(state)}.`, { expected: sessionStates });
  });
}

export function sessionRoutes(api: Api, { sessions }: { readonly sessions: Sessions }): void {
  api.post(
    '/sessions',
    {
      config: changing(inNamedSpace('create', 'Session'), changeOfNewSession),
      schema: {
        operationId: 'createSession',
        response: { 201: sessionView },
        tags: ['sessions'],
        summary: 'Create a session',
        body: newSession,
        headers: idempotencyHeader,
      },
    },
    async (request, reply) => {
      const { space, agent, metadata } = request.body;
      const key = request.headers['idempotency-key'];
      const row = await sessions.create({
        space,
        by: request.account,
        ...(agent === undefined ? {} : { agent }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(key === undefined ? {} : { idempotencyKey: key }),
      });
      return reply.status(201).header('location', `/api/v0/sessions/${row.id}`).send(showSession(row));
    },
  );

  api.get(
    '/sessions',
    {
      config: listOf('Session'),
      schema: {
        operationId: 'listSessions',
        response: { 200: sessionListView },
        tags: ['sessions'],
        summary: 'Sessions, newest first',
        querystring: listQuery,
      },
    },
    async ({ query, subject, grants }) => {
      const page = pageOf(query, parseSessionId);
      const spaces = visibleSpaces({ subject, grants }, 'Session');
      const filter = {
        ...(spaces === null ? {} : { spaces }),
        ...(query.space === undefined ? {} : { space: query.space }),
        ...(query.state === undefined ? {} : { states: parseStates(query.state) }),
        ...(query.kept === true ? { kept: true } : {}),
      };
      return showPage(await sessions.list(filter, page), page, (row) => row.id, showSession);
    },
  );

  api.get(
    '/sessions/:id',
    {
      config: onSession('get'),
      schema: {
        operationId: 'getSession',
        response: { 200: sessionView },
        tags: ['sessions'],
        summary: 'One session',
        params: sessionPath,
      },
    },
    async ({ params }) => showSession(await sessions.get(sessionId(params.id))),
  );

  api.patch(
    '/sessions/:id',
    {
      config: changing(onSession('update'), changeOfMetadata),
      schema: {
        operationId: 'describeSession',
        response: { 200: sessionView },
        tags: ['sessions'],
        summary: 'Replace the metadata',
        params: sessionPath,
        headers: { type: 'object', properties: matchHeader } as const,
        body: {
          type: 'object',
          required: ['metadata'],
          additionalProperties: false,
          properties: { metadata: { type: 'object' } },
        } as const,
      },
    },
    async ({ params, body, headers }) => {
      const check = (row: SessionRow): void => requireMatch({ headers }, showSession(row));
      return showSession(await sessions.describe(sessionId(params.id), body.metadata, check));
    },
  );

  api.delete(
    '/sessions/:id',
    {
      config: changing(onSession('delete'), changeOfClosedSession),
      schema: {
        operationId: 'closeSession',
        response: { 200: sessionView },
        tags: ['sessions'],
        summary: 'Close: the container and the workspace go, also one that is kept; the history stays',
        params: sessionPath,
      },
    },
    async ({ params, account }) =>
      showSession(await sessions.request(sessionId(params.id), 'close', account)),
  );

  for (const verb of requests) {
    api.post(
      `/sessions/:id/${verb}`,
      {
        config: onSession('update'),
        schema: {
          operationId: `${verb}Session`,
          response: { 200: sessionView },
          tags: ['sessions'],
          summary: `Ask for ${verb}; 409 where the state forbids it`,
          params: sessionPath,
        },
      },
      async ({ params, account }) => showSession(await sessions.request(sessionId(params.id), verb, account)),
    );
  }

  api.post(
    '/sessions/:id/keep-alive',
    {
      config: onSession('update'),
      schema: {
        operationId: 'keepSessionAlive',
        response: { 200: sessionView },
        tags: ['sessions'],
        summary: 'Leave it as it is for so long, whatever the idle times of its space say',
        params: sessionPath,
        body: {
          type: 'object',
          required: ['seconds'],
          additionalProperties: false,
          properties: {
            seconds: { type: 'number', minimum: 0, description: 'From now; 0 takes it back.' },
          },
        } as const,
      },
    },
    async ({ params, body, account }) =>
      showSession(await sessions.keepAlive(sessionId(params.id), Math.round(body.seconds * 1000), account)),
  );

  api.get(
    '/sessions/:id/wait',
    {
      config: onSession('get'),
      schema: {
        operationId: 'waitForSession',
        response: { 200: sessionView },
        tags: ['sessions'],
        summary:
          'Answer once the session is in a state, at once where that can’t come any more, or as it stands when the time is over',
        params: sessionPath,
        querystring: waitQuery,
      },
    },
    async ({ params, query }, reply) => {
      const wait = { timeoutMs: (query.timeout ?? 30) * 1000, signal: whileConnected(reply) };
      return showSession(
        await sessions.waitState(sessionId(params.id), parseStates(query.state ?? 'idle'), wait),
      );
    },
  );
}
