// Git and what follows from it: sync, plan, revisions, status, and progress as it happens.

import { listOf, outsideOfSpaces } from '../access/needs.ts';
import { seen } from '../access/visible.ts';
import type { Reconciler } from '../../../reconciler/loop/control.ts';
import type { RevisionRow, Revisions } from '../../../state/store/revisions.ts';
import { sendLong } from '../long-answer.ts';
import { sendEvents, type ServerSentEvent, whileConnected } from '../server-sent-events.ts';
import { pageOf, pageQueryAlone, showPage, timeCursorsOf } from '../paging.ts';
import { planView } from '../shapes/plan.ts';
import { revisionListView } from '../shapes/revision.ts';
import { statusView, syncAcceptedView, syncedView } from '../shapes/status.ts';
import { showRevision } from '../show/revision.ts';
import { showSpace } from '../show/space.ts';
import { showConfig, showKept, showProgress } from '../show/status.ts';
import { engineAcceptedView } from '../shapes/runtime.ts';
import { answer, eventStream } from '../shapes/media.ts';
import { bodyBytes } from '../edge/limits.ts';
import type { Api } from '../typed.ts';

export interface PlanDeps {
  readonly reconciler: Reconciler;
  readonly revisions: Pick<Revisions, 'list'>;
}

const syncBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    wait: {
      type: 'number',
      minimum: 0,
      maximum: 3600,
      default: 0,
      description: 'Seconds to wait for everything to run.',
    },
  },
} as const;

const planBody = {
  type: 'object',
  required: ['files'],
  additionalProperties: false,
  properties: {
    files: {
      type: 'array',
      maxItems: 100_000,
      description: 'A working tree.',
      items: {
        type: 'object',
        required: ['path'],
        additionalProperties: false,
        properties: {
          path: { type: 'string', maxLength: 4096 },
          content: { type: 'string', description: 'Of declarations and manifests.' },
          oid: {
            type: 'string',
            pattern: '^[0-9a-f]{40}$',
            description: 'The id of any other file as a Git blob.',
          },
          executable: { type: 'boolean' },
        },
      },
    },
  },
} as const;

const progressQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { space: { type: 'string', description: 'Only this one.' } },
} as const;

const cursors = timeCursorsOf('revisions');

export function planRoutes(api: Api, { reconciler, revisions }: PlanDeps): void {
  api.post(
    '/sync',
    {
      config: outsideOfSpaces('operate', 'Revision'),
      schema: {
        operationId: 'sync',
        response: { 200: syncedView, 202: syncAcceptedView },
        tags: ['git'],
        summary: 'Read the config repository now',
        body: syncBody,
      },
    },
    async ({ body, account }, reply) => {
      const { revision } = await reconciler.sync({ by: account });
      const seconds = body?.wait ?? 0;
      if (seconds === 0) return reply.status(202).send({ revision, result: 'accepted' });
      const outcome = await reconciler.waitForSync(
        { revision },
        { timeoutMs: seconds * 1000, signal: whileConnected(reply) },
      );
      const { result, config, spaces } = outcome;
      return sendLong(reply, { revision, result, config: showConfig(config) }, 'spaces', spaces, showSpace);
    },
  );

  api.get(
    '/plan',
    {
      config: outsideOfSpaces('get', 'Revision'),
      schema: {
        operationId: 'getPlan',
        response: { 200: planView },
        tags: ['git'],
        summary: "What the config repository's head would change",
      },
    },
    async () => reconciler.plan(),
  );

  api.post(
    '/plan',
    {
      bodyLimit: bodyBytes.long,
      config: outsideOfSpaces('get', 'Revision'),
      schema: {
        operationId: 'planFiles',
        response: { 200: planView },
        tags: ['git'],
        summary: 'What a working tree would change',
        body: planBody,
      },
    },
    async ({ body }) => reconciler.plan(body.files),
  );

  api.get(
    '/revisions',
    {
      config: outsideOfSpaces('list', 'Revision'),
      schema: {
        operationId: 'listRevisions',
        response: { 200: revisionListView },
        tags: ['git'],
        summary: 'Revisions that were seen, newest first',
        querystring: pageQueryAlone,
      },
    },
    async ({ query }) => {
      const page = pageOf(query, cursors.parse);
      const keyOf = ({ seenAt: at, commit: key }: RevisionRow): string => cursors.format({ at, key });
      return showPage(await revisions.list(page), page, keyOf, showRevision);
    },
  );

  api.get(
    '/status',
    {
      config: listOf('Space'),
      schema: {
        operationId: 'getStatus',
        response: { 200: statusView },
        tags: ['git'],
        summary: 'How everything stands',
      },
    },
    async (request, reply) => {
      const { config, spaces, kept } = await reconciler.status();
      const isSeen = seen(request, 'Space');
      const shown = spaces.filter(({ name }) => isSeen(name));
      const shownKept = kept.filter(({ space }) => isSeen(space)).map(showKept);
      return sendLong(
        reply,
        { config: showConfig(config, isSeen), kept: shownKept },
        'spaces',
        shown,
        showSpace,
      );
    },
  );

  api.get(
    '/progress',
    {
      config: listOf('Space'),
      schema: {
        operationId: 'watchProgress',
        response: { 200: answer('What happens.', eventStream('`revision`, `build`, `space` and `drift`.')) },
        tags: ['git'],
        summary: 'Server-sent events of what happens from now on',
        querystring: progressQuery,
      },
    },
    async (request, reply) => {
      const { query } = request;
      const signal = whileConnected(reply);
      const progress = reconciler.progress({
        signal,
        ...(query.space === undefined ? {} : { space: query.space }),
      });
      async function* shown(): AsyncGenerator<ServerSentEvent> {
        for await (const item of progress) {
          // What may be seen can change while the stream is open.
          if ('space' in item && !seen(request, 'Space')(item.space)) continue;
          yield { event: item.type, data: showProgress(item) };
        }
      }
      await sendEvents(reply, shown(), signal);
      return reply;
    },
  );

  api.post(
    '/engine/accept',
    {
      config: outsideOfSpaces('operate', 'Space'),
      schema: {
        operationId: 'acceptEngine',
        response: { 200: engineAcceptedView },
        tags: ['git'],
        summary: 'Use this engine from now on, though it is not the one known',
      },
    },
    async ({ account }) => {
      await reconciler.acceptEngine({ by: account });
      return { accepted: true };
    },
  );
}
