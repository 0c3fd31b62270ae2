// Spaces as they are declared and as they run, and what may be asked of them that isn't declared: hold, roll back,
// confirm, build again.

import { changeOfHold, changing } from '../access/changes.ts';
import { inSpace, listOf } from '../access/needs.ts';
import { seen } from '../access/visible.ts';
import type { HistoryEntry, Reconciler, SpaceStatus } from '../../../reconciler/loop/control.ts';
import { stateOf, stateWithAgents } from '../../../schemas/edit/declared-state.ts';
import { digestOf } from '../../../schemas/load/digest.ts';
import { tagParts } from '../edge/entity-tags.ts';
import { notFound } from '../errors.ts';
import type { TimePlace } from '../../../state/store/time-place.ts';
import { pageOf, pageQueryAlone, showPage, timeCursorsOf } from '../paging.ts';
import { sendLong } from '../long-answer.ts';
import { spacePath } from '../shapes/parameters.ts';
import { agentListView, agentView } from '../shapes/agent.ts';
import { spaceProblemsView } from '../shapes/problem.ts';
import { historyListView } from '../shapes/revision.ts';
import { spaceListView, spaceView } from '../shapes/space.ts';
import { showHistory } from '../show/revision.ts';
import { showAgent, showSpace } from '../show/space.ts';
import { showSpaceProblems } from '../show/status.ts';
import type { Api } from '../typed.ts';

export interface SpaceDeps {
  readonly reconciler: Reconciler;
}

const agentPath = {
  type: 'object',
  required: ['space', 'agent'],
  properties: { space: { type: 'string' }, agent: { type: 'string', description: "The agent's name." } },
} as const;

const pinBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    revision: { type: 'string', description: 'A stored revision: see the history.' },
    reason: { type: 'string', maxLength: 500 },
  },
} as const;

const confirmBody = {
  type: 'object',
  required: ['plan'],
  additionalProperties: false,
  properties: { plan: { type: 'string', description: 'The hash that the space waits with.' } },
} as const;

/** Without the fields that were left out: an absent body is an empty one. */
function pin(body: { readonly revision?: string; readonly reason?: string } | undefined, by: string) {
  const { revision, reason } = body ?? {};
  return { by, ...(revision === undefined ? {} : { revision }), ...(reason === undefined ? {} : { reason }) };
}

const cursors = timeCursorsOf('history');
const placeOf = ({ appliedAt: at, revision, buildId }: HistoryEntry): TimePlace => ({
  at,
  key: `${revision}.${buildId}`,
});

/** In the order in which they are, for two may be of one moment. */
function restAfter(entries: readonly HistoryEntry[], { at, key }: TimePlace): readonly HistoryEntry[] {
  const last = entries.findIndex((entry) => entry.appliedAt === at && placeOf(entry).key === key);
  return last === -1 ? entries.filter(({ appliedAt }) => appliedAt < at) : entries.slice(last + 1);
}

/** By what Git declares of it, and not by how it runs, changes know what they were meant for. */
const asDeclared = ({ name, labels, spec }: Pick<SpaceStatus, 'name' | 'labels' | 'spec'>) => ({
  name,
  digest: digestOf(labels, spec),
});

export function spaceRoutes(api: Api, { reconciler }: SpaceDeps): void {
  api.get(
    '/spaces',
    {
      config: listOf('Space'),
      schema: {
        operationId: 'listSpaces',
        response: { 200: spaceListView },
        tags: ['spaces'],
        summary: 'All spaces, by name',
      },
    },
    async (request, reply) => {
      const { spaces } = await reconciler.status();
      const isSeen = seen(request, 'Space');
      const shown = spaces.filter(({ name }) => isSeen(name));
      return sendLong(reply, { next: null }, 'items', shown, showSpace);
    },
  );

  api.get(
    '/spaces/:space',
    {
      config: inSpace('get', 'Space', 'space'),
      schema: {
        operationId: 'getSpace',
        response: { 200: spaceView },
        tags: ['spaces'],
        summary: 'One space with its agents',
        params: spacePath,
      },
    },
    async ({ params }, reply) => {
      const space = await reconciler.spaceStatus(params.space);
      const declared = space.agents.filter(({ removing }) => !removing).map(asDeclared);
      tagParts(reply, [stateOf(asDeclared(space)), stateWithAgents(asDeclared(space), declared)]);
      return showSpace(space);
    },
  );

  api.get(
    '/spaces/:space/agents',
    {
      config: inSpace('list', 'Agent'),
      schema: {
        operationId: 'listAgents',
        response: { 200: agentListView },
        tags: ['spaces'],
        summary: 'The agents of a space',
        params: spacePath,
      },
    },
    async ({ params }) => {
      const { agents } = await reconciler.spaceStatus(params.space);
      return { items: agents.map(showAgent), next: null };
    },
  );

  api.get(
    '/spaces/:space/agents/:agent',
    {
      config: inSpace('get', 'Agent', 'agent'),
      schema: {
        operationId: 'getAgent',
        response: { 200: agentView },
        tags: ['spaces'],
        summary: 'One agent',
        params: agentPath,
      },
    },
    async ({ params }, reply) => {
      const { agents } = await reconciler.spaceStatus(params.space);
      const agent = agents.find(({ name }) => name === params.agent);
      if (agent === undefined) {
        throw notFound(
          'AGENT',
          `agent "${params.agent}" in space "${params.space}"`,
          'List them: raworc get agents.',
        );
      }
      tagParts(reply, [stateOf(asDeclared(agent))]);
      return showAgent(agent);
    },
  );

  api.get(
    '/spaces/:space/problems',
    {
      config: inSpace('get', 'Space', 'space'),
      schema: {
        operationId: 'listProblems',
        response: { 200: spaceProblemsView },
        tags: ['spaces'],
        summary: 'What the newest revision has wrong that concerns a space',
        description:
          'Errors first. Of its own file, its agents’ files, the manifests of their sources and its routing tests; also of a space that is not there because of them.',
        params: spacePath,
      },
    },
    async ({ params }) => showSpaceProblems(params.space, await reconciler.problems(params.space)),
  );

  api.get(
    '/spaces/:space/history',
    {
      config: inSpace('list', 'Revision'),
      schema: {
        operationId: 'listHistory',
        response: { 200: historyListView },
        tags: ['spaces'],
        summary: 'What ran before, newest first',
        params: spacePath,
        querystring: pageQueryAlone,
      },
    },
    async ({ params, query }) => {
      const page = pageOf(query, cursors.parse);
      const { after } = page;
      const all = await reconciler.history(params.space);
      const rest = after === undefined ? all : restAfter(all, after);
      const keyOf = (entry: HistoryEntry): string => cursors.format(placeOf(entry));
      return showPage(rest.slice(0, page.limit), page, keyOf, showHistory);
    },
  );

  api.put(
    '/spaces/:space/hold',
    {
      config: changing(inSpace('operate', 'Space', 'space'), changeOfHold),
      schema: {
        operationId: 'holdSpace',
        response: { 200: spaceView },
        tags: ['spaces'],
        summary: 'Pin to a stored revision',
        params: spacePath,
        body: pinBody,
      },
    },
    async ({ params, body, account }) => showSpace(await reconciler.hold(params.space, pin(body, account))),
  );

  api.delete(
    '/spaces/:space/hold',
    {
      config: changing(inSpace('operate', 'Space', 'space'), changeOfHold),
      schema: {
        operationId: 'unholdSpace',
        response: { 200: spaceView },
        tags: ['spaces'],
        summary: 'Follow Git again',
        params: spacePath,
      },
    },
    async ({ params, account }) => showSpace(await reconciler.unhold(params.space, { by: account })),
  );

  api.post(
    '/spaces/:space/rollback',
    {
      config: changing(inSpace('operate', 'Space', 'space'), changeOfHold),
      schema: {
        operationId: 'rollBackSpace',
        response: { 200: spaceView },
        tags: ['spaces'],
        summary: 'Return to an earlier revision and hold it',
        params: spacePath,
        body: pinBody,
      },
    },
    async ({ params, body, account }) =>
      showSpace(await reconciler.rollback(params.space, pin(body, account))),
  );

  api.post(
    '/spaces/:space/confirm',
    {
      config: inSpace('operate', 'Space', 'space'),
      schema: {
        operationId: 'confirmRemoval',
        response: { 200: spaceView },
        tags: ['spaces'],
        summary: 'Let a removal go on that waits',
        params: spacePath,
        body: confirmBody,
      },
    },
    async ({ params, body, account }) =>
      showSpace(await reconciler.confirm(params.space, { by: account, plan: body.plan })),
  );
}
