// What sessions used, in Kysely.

import { sql, type RawBuilder } from 'kysely';
import { amountNames, dayOf, hourOf, peaks, plus, type Amounts } from '../../model/amounts.ts';
import type { StoreDialect } from '../dialect.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import type {
  HeldBySpace,
  SampledRow,
  Spent,
  UsageFilter,
  UsageGroup,
  UsageRow,
  UsageRows,
  UsageTotal,
} from '../usage.ts';
import { batchesOf, textLength } from './insert.ts';

const codec = createCodec<SampledRow, 'recent'>({ json: ['recent'] });

const groupColumns = {
  space: 'space',
  agent: 'agent',
  account: 'account',
  session: 'sessionId',
} as const satisfies Record<UsageGroup, string>;

const hourKey = ['sessionId', 'hour', 'agent', 'account', 'currency'] as const;
const dayKey = ['space', 'day', 'agent', 'account', 'currency'] as const;
const sampled = [
  'boot',
  'at',
  'millicores',
  'memory',
  'disk',
  'rx',
  'tx',
  'cpuMs',
  'rxBytes',
  'txBytes',
  'recent',
] as const;

/** Sums come as text from some drivers. */
const numbered = (row: object): Amounts =>
  Object.fromEntries(
    amountNames.map((name) => [name, Number((row as Record<string, unknown>)[name] ?? 0)]),
  ) as unknown as Amounts;

const summed = (name: keyof Amounts) =>
  sql<number | string>`${sql.raw(peaks.has(name) ? 'max' : 'sum')}(${sql.ref(name)})`.as(name);

export function createUsageTable(db: Db, { name: dialect }: Pick<StoreDialect, 'name'>): UsageRows {
  const isMySql = dialect === 'mysql';
  /** What the row that could not be inserted has there. */
  const given = (column: string): RawBuilder<never> =>
    isMySql ? sql`values(${sql.ref(column)})` : sql`${sql.ref(`excluded.${column}`)}`;
  const added = (table: string, name: keyof Amounts): RawBuilder<never> => {
    const [mine, its] = [sql.ref(`${table}.${name}`), given(name)];
    if (!peaks.has(name)) return sql`${mine} + ${its}`;
    return isMySql ? sql`greatest(${mine}, ${its})` : sql`max(${mine}, ${its})`;
  };
  const additions = (table: string) =>
    Object.fromEntries(amountNames.map((name) => [name, added(table, name)]));

  async function addHours(rows: readonly UsageRow[]): Promise<void> {
    const insert = db.insertInto('usageHours').values([...rows]);
    const update = additions('usageHours');
    await (
      isMySql
        ? insert.onDuplicateKeyUpdate(update)
        : insert.onConflict((conflict) => conflict.columns([...hourKey]).doUpdateSet(update))
    ).execute();
  }

  async function addDay(row: Omit<UsageRow, 'sessionId' | 'hour'> & { day: number }): Promise<void> {
    const insert = db.insertInto('usageDays').values(row);
    const update = additions('usageDays');
    await (
      isMySql
        ? insert.onDuplicateKeyUpdate(update)
        : insert.onConflict((conflict) => conflict.columns([...dayKey]).doUpdateSet(update))
    ).execute();
  }

  const amounts = amountNames.map(summed);

  async function totalsOfHours(by: UsageGroup, { since, spaces }: UsageFilter): Promise<UsageTotal[]> {
    const column = groupColumns[by];
    let query = db
      .selectFrom('usageHours')
      .select([
        sql<string>`${sql.ref(column)}`.as('key'),
        sql<string>`min(space)`.as('lowest'),
        sql<string>`max(space)`.as('highest'),
        'currency',
        ...amounts,
      ])
      .where('hour', '>=', hourOf(since))
      .groupBy([column, 'currency']);
    if (spaces !== undefined) query = query.where('space', 'in', spaces);
    return (await query.execute()).map(totalOf);
  }

  async function totalsOfDays(
    by: Exclude<UsageGroup, 'session'>,
    { since, spaces }: UsageFilter,
  ): Promise<UsageTotal[]> {
    const column = groupColumns[by];
    let query = db
      .selectFrom('usageDays')
      .select([
        sql<string>`${sql.ref(column)}`.as('key'),
        sql<string>`min(space)`.as('lowest'),
        sql<string>`max(space)`.as('highest'),
        'currency',
        ...amounts,
      ])
      .where('day', '>=', dayOf(since))
      .groupBy([column, 'currency']);
    if (spaces !== undefined) query = query.where('space', 'in', spaces);
    return (await query.execute()).map(totalOf);
  }

  const spending = [
    'currency' as const,
    ...(['turns', 'inputTokens', 'outputTokens', 'costMicros', 'wallMs'] as const).map(summed),
  ];

  return {
    async add(rows) {
      const sorted = rows.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
      for (const batch of batchesOf(sorted, textLength)) await addHours(batch);
    },

    async totals(by, filter) {
      if (filter.spaces?.length === 0) return [];
      const hours = await totalsOfHours(by, filter);
      if (by === 'session') return hours.toSorted(inOrder);
      const merged = new Map<string, UsageTotal>();
      for (const total of [...hours, ...(await totalsOfDays(by, filter))]) {
        const key = JSON.stringify([total.key, total.currency]);
        const before = merged.get(key);
        merged.set(key, before === undefined ? total : mergedTotal(before, total));
      }
      return [...merged.values()].toSorted(inOrder);
    },

    async spentBySpace(space, since) {
      const hours = await db
        .selectFrom('usageHours')
        .select(spending)
        .where('space', '=', space)
        .where('hour', '>=', hourOf(since))
        .groupBy('currency')
        .execute();
      const days = await db
        .selectFrom('usageDays')
        .select(spending)
        .where('space', '=', space)
        .where('day', '>=', dayOf(since))
        .groupBy('currency')
        .execute();
      return spentOf([...hours, ...days]);
    },

    async spentInHours(spaces, { since, before }) {
      if (spaces.length === 0) return new Map();
      let query = db
        .selectFrom('usageHours')
        .select(['space', ...spending])
        .where('space', 'in', [...spaces])
        .where('hour', '>=', hourOf(since))
        .groupBy(['space', 'currency']);
      if (before !== undefined) query = query.where('hour', '<', hourOf(before));
      const bySpace = Map.groupBy(await query.execute(), ({ space }) => space);
      return new Map([...bySpace].map(([space, rows]) => [space, spentOf(rows)]));
    },

    async spentBySession(id, since) {
      const rows = await db
        .selectFrom('usageHours')
        .select(spending)
        .where('sessionId', '=', id)
        .where('hour', '>=', hourOf(since))
        .groupBy('currency')
        .execute();
      return spentOf(rows);
    },

    async hours(id, since) {
      const rows = await db
        .selectFrom('usageHours')
        .select(['hour', ...amounts])
        .where('sessionId', '=', id)
        .where('hour', '>=', hourOf(since))
        .groupBy('hour')
        .orderBy('hour')
        .execute();
      return rows.map((row) => Object.assign(numbered(row), { hour: row.hour }));
    },

    async fold(before, limit) {
      const rows = await db
        .selectFrom('usageHours')
        .selectAll()
        .where('hour', '<', before)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('sessions')
                .select('sessions.id')
                .whereRef('sessions.id', '=', 'usageHours.sessionId')
                .where('sessions.state', '!=', 'closed'),
            ),
          ),
        )
        .orderBy('hour')
        .limit(limit)
        .execute();
      for (const { sessionId, hour, ...row } of rows) {
        const { numDeletedRows } = await db
          .deleteFrom('usageHours')
          .where('sessionId', '=', sessionId)
          .where('hour', '=', hour)
          .where('agent', '=', row.agent)
          .where('account', '=', row.account)
          .where('currency', '=', row.currency)
          .executeTakeFirst();
        // Another runtime may fold at the same time.
        if (numDeletedRows > 0n) await addDay({ ...row, day: dayOf(hour) });
      }
      return rows.length;
    },

    async deleteDaysBefore(before) {
      const { numDeletedRows } = await db
        .deleteFrom('usageDays')
        .where('day', '<', before)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },

    async putSamples(rows) {
      const sorted = rows.toSorted((one, other) => (one.sessionId < other.sessionId ? -1 : 1));
      const update = Object.fromEntries(sampled.map((column) => [column, given(column)]));
      for (const batch of batchesOf(sorted.map(codec.encode), textLength)) {
        const insert = db.insertInto('sessionSamples').values(batch);
        await (
          isMySql
            ? insert.onDuplicateKeyUpdate(update)
            : insert.onConflict((conflict) => conflict.column('sessionId').doUpdateSet(update))
        ).execute();
      }
    },

    async owners(ids) {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom('sessions')
        .select(['id', 'space', 'state', 'createdBy'])
        .where('id', 'in', [...ids])
        .execute();
      return rows;
    },

    async held() {
      const rows = await db
        .selectFrom('sessions')
        .innerJoin('sessionSamples', 'sessionSamples.sessionId', 'sessions.id')
        .select(['sessions.space', 'sessions.state'])
        .select(({ fn }) => [
          fn.sum<number | string | null>('memory').as('memory'),
          fn.sum<number | string | null>('disk').as('disk'),
        ])
        .where('sessions.state', 'in', ['idle', 'busy', 'paused', 'suspended'])
        .groupBy(['sessions.space', 'sessions.state'])
        .execute();
      const bySpace = Map.groupBy(rows, ({ space }) => space);
      return [...bySpace].map(([space, states]) => heldIn(space, states));
    },

    async samples(ids) {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom('sessionSamples')
        .selectAll()
        .where('sessionId', 'in', [...ids])
        .execute();
      return rows.map(codec.decode);
    },

    async sampled(spaces) {
      if (spaces?.length === 0) return [];
      let query = db
        .selectFrom('sessions')
        .innerJoin('sessionSamples', 'sessionSamples.sessionId', 'sessions.id')
        .select(['sessions.id', 'sessions.space', 'sessions.state', 'sessions.agent', 'sessions.createdBy'])
        .select(['at', 'millicores', 'memory', 'disk', 'rx', 'tx'])
        .where('sessions.state', '!=', 'closed')
        .where('sessions.warm', '=', 0);
      if (spaces !== undefined) query = query.where('sessions.space', 'in', spaces);
      return (await query.execute()).map(({ id, ...row }) => Object.assign(row, { id }));
    },

    async deleteSamplesBefore(before) {
      const { numDeletedRows } = await db
        .deleteFrom('sessionSamples')
        .where('at', '<', before)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

/** Whoever is suspended has no process that could hold memory, whatever was seen before. */
function heldIn(
  space: string,
  rows: readonly {
    readonly state: string;
    readonly memory: number | string | null;
    readonly disk: number | string | null;
  }[],
): HeldBySpace {
  let [memory, disk] = [0, 0];
  for (const row of rows) {
    if (row.state !== 'suspended') memory += Number(row.memory);
    disk += Number(row.disk);
  }
  return { space, memory, disk };
}

const keyOf = ({ sessionId, hour, agent, account, currency }: UsageRow): string =>
  [sessionId, hour, agent, account, currency].join('\n');

const inOrder = (one: UsageTotal, other: UsageTotal): number =>
  one.key === other.key ? (one.currency < other.currency ? -1 : 1) : one.key < other.key ? -1 : 1;

function totalOf(row: {
  readonly key: string;
  readonly lowest: string;
  readonly highest: string;
  readonly currency: string;
}): UsageTotal {
  const { key, lowest, highest, currency } = row;
  return { key, space: lowest === highest ? lowest : null, currency, ...numbered(row) };
}

function mergedTotal(one: UsageTotal, other: UsageTotal): UsageTotal {
  return { ...one, ...plus(one, other), space: one.space === other.space ? one.space : null };
}

function spentOf(
  rows: readonly {
    readonly currency: string;
    readonly turns: number | string;
    readonly inputTokens: number | string;
    readonly outputTokens: number | string;
    readonly costMicros: number | string;
    readonly wallMs: number | string;
  }[],
): Spent {
  const costMicros: Record<string, number> = {};
  let [turns, tokens, wallMs] = [0, 0, 0];
  for (const row of rows) {
    turns += Number(row.turns);
    tokens += Number(row.inputTokens) + Number(row.outputTokens);
    wallMs += Number(row.wallMs);
    if (row.currency !== '')
      costMicros[row.currency] = (costMicros[row.currency] ?? 0) + Number(row.costMicros);
  }
  return { turns, tokens, wallMs, costMicros };
}
