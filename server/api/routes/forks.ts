// Forking a session, and which was forked from which.

import { onSession } from '../access/needs.ts';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';
import type { SessionNode } from '../../../runtime/sessions/lineage.ts';
import { idempotencyHeader, sessionId, sessionPath } from '../shapes/parameters.ts';
import { sessionOrListView, sessionTreeView } from '../shapes/session.ts';
import { showSession } from '../show/session.ts';
import type { Api } from '../typed.ts';

const newFork = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    count: {
      type: 'integer',
      minimum: 1,
      maximum: 50,
      description: 'How many; given, the answer is a list.',
    },
    at: {
      type: 'string',
      description: 'The last message that is taken along: `msg_…`. The files are those of now all the same.',
    },
    metadata: { type: 'object', description: 'Left out, that of the session.' },
  },
} as const;

export function forkRoutes(api: Api, { sessions }: { readonly sessions: Sessions }): void {
  api.post(
    '/sessions/:id/fork',
    {
      config: onSession('update'),
      schema: {
        operationId: 'forkSession',
        response: { 201: sessionOrListView },
        tags: ['sessions'],
        summary: 'Fork: a new session with a copy of the workspace and the history',
        params: sessionPath,
        body: newFork,
        headers: idempotencyHeader,
      },
    },
    async (request, reply) => {
      const { count, at, metadata } = request.body ?? {};
      const key = request.headers['idempotency-key'];
      const forks = await sessions.fork(sessionId(request.params.id), {
        by: request.account,
        ...(count === undefined ? {} : { count }),
        ...(at === undefined ? {} : { at }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(key === undefined ? {} : { idempotencyKey: key }),
      });
      const [first] = forks;
      reply.status(201);
      if (first === undefined || count !== undefined) return { items: forks.map(showSession), next: null };
      return reply.header('location', `/api/v0/sessions/${first.id}`).send(showSession(first));
    },
  );

  api.get(
    '/sessions/:id/tree',
    {
      config: onSession('get'),
      schema: {
        operationId: 'getSessionTree',
        response: { 200: sessionTreeView },
        tags: ['sessions'],
        summary: 'All sessions that share an ancestor with this one, as a tree',
        params: sessionPath,
      },
    },
    async ({ params }) => {
      const { root, isCut } = await sessions.tree(sessionId(params.id));
      return { root: showNode(root), truncated: isCut };
    },
  );
}

interface ShownNode extends ReturnType<typeof showSession> {
  readonly forks: readonly ShownNode[];
}

const showNode = ({ row, forks }: SessionNode): ShownNode => ({
  ...showSession(row),
  forks: forks.map(showNode),
});
