// Builds of a space: their list, their logs, and once more.

import { inSpace } from '../access/needs.ts';
import type { Reconciler } from '../../../reconciler/loop/control.ts';
import { sendEvents, type ServerSentEvent, whileConnected } from '../server-sent-events.ts';
import { pageOf, pageQueryAlone, showPage, timeCursorsOf } from '../paging.ts';
import type { BuildRow } from '../../../state/store/builds.ts';
import { spacePath } from '../shapes/parameters.ts';
import { buildListView, buildLogListView, buildView } from '../shapes/build.ts';
import { spaceView } from '../shapes/space.ts';
import { showBuild } from '../show/build.ts';
import { showSpace } from '../show/space.ts';
import { answer, eventStream, json } from '../shapes/media.ts';
import type { Api } from '../typed.ts';

const buildPath = {
  type: 'object',
  required: ['space', 'build'],
  properties: {
    space: { type: 'string' },
    build: { type: 'string', description: 'A layer hash or a build id.' },
  },
} as const;

const cursors = timeCursorsOf('builds');

export function buildRoutes(api: Api, { reconciler }: { readonly reconciler: Reconciler }): void {
  api.get(
    '/spaces/:space/builds',
    {
      config: inSpace('list', 'Build'),
      schema: {
        operationId: 'listBuilds',
        response: { 200: buildListView },
        tags: ['builds'],
        summary: 'Builds, newest first',
        params: spacePath,
        querystring: pageQueryAlone,
      },
    },
    async ({ params, query }) => {
      const page = pageOf(query, cursors.parse);
      const rows = await reconciler.builds(params.space, page);
      const keyOf = ({ queuedAt: at, id: key }: BuildRow): string => cursors.format({ at, key });
      return showPage(rows, page, keyOf, showBuild);
    },
  );

  api.post(
    '/spaces/:space/builds',
    {
      config: inSpace('create', 'Build'),
      schema: {
        operationId: 'buildAgain',
        response: { 202: spaceView },
        tags: ['builds'],
        summary: 'Try again what failed, make what is missing',
        params: spacePath,
      },
    },
    async ({ params, account }, reply) =>
      reply.status(202).send(showSpace(await reconciler.rebuild(params.space, { by: account }))),
  );

  api.get(
    '/spaces/:space/builds/:build',
    {
      config: inSpace('get', 'Build', 'build'),
      schema: {
        operationId: 'getBuild',
        response: { 200: buildView },
        tags: ['builds'],
        summary: 'One build',
        params: buildPath,
      },
    },
    async ({ params }) => showBuild(await reconciler.build(params.space, params.build)),
  );

  api.get(
    '/spaces/:space/builds/:build/logs',
    {
      config: inSpace('get', 'Build', 'build'),
      schema: {
        operationId: 'getBuildLog',
        response: { 200: answer('The log.', { ...json(buildLogListView), ...eventStream('A line each.') }) },
        tags: ['builds'],
        summary: "A build's log; as a stream, until it has ended",
        params: buildPath,
      },
    },
    async (request, reply) => {
      const { space, build } = request.params;
      await reconciler.build(space, build);
      const follow = request.headers.accept?.includes('text/event-stream') ?? false;
      const signal = whileConnected(reply);
      const lines = reconciler.buildLog(space, build, { follow, signal });
      if (!follow) return { items: await Array.fromAsync(lines), next: null };
      async function* shown(): AsyncGenerator<ServerSentEvent> {
        for await (const part of lines) yield { id: String(part.line), event: 'line', data: part };
      }
      await sendEvents(reply, shown(), signal);
      return reply;
    },
  );
}
