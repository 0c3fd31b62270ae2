// What sessions use: now, and added up over time.

import { DAY_MS } from '../../../state/model/amounts.ts';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';
import type { Samples } from '../../../state/store/samples.ts';
import {
  usageGroups,
  type UsageFilter,
  type UsageGroup,
  type UsageRows,
} from '../../../state/store/usage.ts';
import { listOf, onSession } from '../access/needs.ts';
import { visibleSpaces } from '../access/visible.ts';
import { badRequest } from '../errors.ts';
import { cursorsOf, pageOf, pageQuery, showPage } from '../paging.ts';
import { sessionId, sessionPath } from '../shapes/parameters.ts';
import { time } from '../show/time.ts';
import { byKey, showAmounts, showBusy, showSample, showUsed } from '../show/usage.ts';
import { sessionUsageView, topListView, usageListView } from '../shapes/usage.ts';
import type { Api } from '../typed.ts';

export interface UsageDeps {
  readonly sessions: Pick<Sessions, 'get'>;
  readonly usage: Pick<UsageRows, 'totals' | 'hours'>;
  readonly samples: Pick<Samples, 'get' | 'ofOpen'>;
  readonly now: () => number;
}

/** As people call them. */
const groups = usageGroups.map((group) => (group === 'account' ? 'user' : group));
const groupOf = (by: string): UsageGroup =>
  by === 'user' ? 'account' : (usageGroups.find((group) => group === by) ?? 'space');

const since = {
  type: 'string',
  description:
    'A time, RFC 3339; the hour in which it is counts whole, and of what is long over the day. Left out, seven days ago.',
} as const;

const usageQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...pageQuery,
    by: { enum: groups, default: 'space', description: 'What it is added up for.' },
    space: { type: 'string', description: 'Only of this space.' },
    since,
  },
} as const;

const topQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 500, default: 50, description: 'How many sessions.' },
    space: { type: 'string', description: 'Only of this space.' },
  },
} as const;

const sinceQuery = { type: 'object', additionalProperties: false, properties: { since } } as const;

export function usageRoutes(api: Api, { sessions, usage, samples, now }: UsageDeps): void {
  function sinceOf(text: string | undefined): number {
    const at = text === undefined ? now() - 7 * DAY_MS : Date.parse(text);
    if (Number.isNaN(at)) throw badRequest('`since` has to be a time: 2026-01-31T12:00:00Z.');
    return at;
  }

  const spacesOf = (
    request: Parameters<typeof visibleSpaces>[0],
    space: string | undefined,
  ): Pick<UsageFilter, 'spaces'> => {
    const spaces = space === undefined ? visibleSpaces(request, 'Session') : [space];
    return spaces === null ? {} : { spaces };
  };

  api.get(
    '/usage',
    {
      config: listOf('Session'),
      schema: {
        operationId: 'listUsage',
        response: { 200: usageListView },
        tags: ['usage'],
        summary: 'What was used, added up by space, agent, user or session',
        description:
          '`key` is the name of the space, agent or user, or the id of the session. Turns, tokens and cost are as agents report them, cost by currency. CPU, memory, disk and network are those of the sessions’ containers; among agents they stand under the empty key, for agents share one.',
        querystring: usageQuery,
      },
    },
    async ({ query, subject, grants }) => {
      const { by, space } = query;
      const cursors = cursorsOf(`usage-${by}`, /^[^\0]*$/);
      const { limit, after } = pageOf(query, cursors.parse);
      const filter = { since: sinceOf(query.since), ...spacesOf({ subject, grants }, space) };
      const all = byKey(await usage.totals(groupOf(by), filter));
      const rest = after === undefined ? all : all.filter(({ key }) => key > after);
      return showPage(rest.slice(0, limit), { limit }, ({ key }) => cursors.format(key), showUsed);
    },
  );

  api.get(
    '/top',
    {
      config: listOf('Session'),
      schema: {
        operationId: 'listBusySessions',
        response: { 200: topListView },
        tags: ['usage'],
        summary: 'The sessions that run or are paused, as seen last, those that compute most first',
        description:
          '`turns`, `tokens` and `cost` are those of the last 24 hours. `received_bytes` and `sent_bytes` came and went since the look before.',
        querystring: topQuery,
      },
    },
    async ({ query, subject, grants }) => {
      const { space, limit } = query;
      const of = spacesOf({ subject, grants }, space);
      const seen = (await samples.ofOpen(of.spaces)).filter(
        ({ state }) => state === 'idle' || state === 'busy' || state === 'paused',
      );
      const totals = await usage.totals('session', { since: now() - DAY_MS, ...of });
      const used = new Map(byKey(totals).map((each) => [each.key, each]));
      const items = seen
        .map((session) => showBusy(session, used.get(session.id)))
        .toSorted(
          (one, other) => other.cpu_cores - one.cpu_cores || (one.session_id < other.session_id ? 1 : -1),
        );
      return { items: items.slice(0, limit), next: null };
    },
  );

  api.get(
    '/sessions/:id/usage',
    {
      config: onSession('get'),
      schema: {
        operationId: 'getSessionUsage',
        response: { 200: sessionUsageView },
        tags: ['usage'],
        summary: 'What a session uses over time: the newest samples, and each hour added up',
        params: sessionPath,
        querystring: sinceQuery,
      },
    },
    async ({ params, query }) => {
      const { id } = await sessions.get(sessionId(params.id));
      const from = sinceOf(query.since);
      const [[sampled], hours] = await Promise.all([samples.get([id]), usage.hours(id, from)]);
      return {
        samples: (sampled?.recent ?? []).filter(({ at }) => at >= from).map(showSample),
        hours: hours.map((hour) => Object.assign({ hour: time(hour.hour) }, showAmounts(hour))),
      };
    },
  );
}
