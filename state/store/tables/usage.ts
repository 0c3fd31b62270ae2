// What sessions used, in Kysely.

import { sql, type RawBuilder } from 'kysely';
import { amountNames, dayOf, hourOf, peaks, plus, type Amounts } from '../../model/amounts.ts';
import type { StoreDialect } from '../dialect.ts';
import type { Db } from '../schema.ts';
import type { Spent, UsageFilter, UsageGroup, UsageRow, UsageRows, UsageTotal } from '../usage.ts';
import { batchesOf, textLength } from './insert.ts';
import { insertWords } from './insert-words.ts';

const groupColumns = {
  space: 'space',
  agent: 'agent',
  account: 'account',
  session: 'sessionId',
} as const satisfies Record<UsageGroup, string>;

const hourKey = ['sessionId', 'hour', 'agent', 'account', 'currency'] as const;
const dayKey = ['space', 'day', 'agent', 'account', 'currency'] as const;

/** Sums come as text from some drivers. */
const numbered = (row: object): Amounts =>
  Object.fromEntries(
    amountNames.map((name) => [name, Number((row as Record<string, unknown>)[name] ?? 0)]),
  ) as unknown as Amounts;

const summed = (name: keyof Amounts) =>
  sql<number | string>`${sql.raw(peaks.has(name) ? 'max' : 'sum')}(${sql.ref(name)})`.as(name);

export function createUsageTable(db: Db, { name: dialect }: Pick<StoreDialect, 'name'>): UsageRows {
  const { given, greater, orChange } = insertWords(dialect);
  const added = (table: string, name: keyof Amounts): RawBuilder<never> => {
    const mine = sql.ref(`${table}.${name}`);
    return peaks.has(name) ? greater(mine, given(name)) : sql`${mine} + ${given(name)}`;
  };
  const additions = (table: string) =>
    Object.fromEntries(amountNames.map((name) => [name, added(table, name)]));

  async function addHours(rows: readonly UsageRow[]): Promise<void> {
    const insert = db.insertInto('usageHours').values([...rows]);
    await orChange(insert, hourKey, additions('usageHours')).execute();
  }

  async function addDay(row: Omit<UsageRow, 'sessionId' | 'hour'> & { day: number }): Promise<void> {
    await orChange(db.insertInto('usageDays').values(row), dayKey, additions('usageDays')).execute();
  }

  const amounts = amountNames.map(summed);
  const hoursSince = (since: number) =>
    db.selectFrom('usageHours as used').where('used.hour', '>=', hourOf(since));
  /** They have all columns of hours but the session. */
  const daysSince = (since: number) =>
    db.selectFrom('usageDays as used').where('used.day', '>=', dayOf(since)) as unknown as ReturnType<
      typeof hoursSince
    >;

  async function totalsOf(
    used: ReturnType<typeof hoursSince>,
    by: UsageGroup,
    spaces: UsageFilter['spaces'],
  ): Promise<UsageTotal[]> {
    const column = groupColumns[by];
    const query = used
      .select([
        sql<string>`${sql.ref(column)}`.as('key'),
        sql<string>`min(space)`.as('lowest'),
        sql<string>`max(space)`.as('highest'),
        'currency',
        ...amounts,
      ])
      .groupBy([column, 'currency']);
    const rows = await (spaces === undefined ? query : query.where('space', 'in', spaces)).execute();
    return rows.map(totalOf);
  }

  const spending = [
    'currency' as const,
    ...(['turns', 'inputTokens', 'outputTokens', 'costMicros', 'wallMs'] as const).map(summed),
  ];
  const spentIn = (used: ReturnType<typeof hoursSince>) =>
    used.select(spending).groupBy('currency').execute();

  return {
    async add(rows) {
      const sorted = rows.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
      for (const batch of batchesOf(sorted, textLength)) await addHours(batch);
    },

    async totals(by, { since, spaces }) {
      if (spaces?.length === 0) return [];
      const hours = await totalsOf(hoursSince(since), by, spaces);
      if (by === 'session') return hours.toSorted(inOrder);
      const merged = new Map<string, UsageTotal>();
      const days = await totalsOf(daysSince(since), by, spaces);
      for (const total of [...hours, ...days]) {
        const key = JSON.stringify([total.key, total.currency]);
        const before = merged.get(key);
        merged.set(key, before === undefined ? total : mergedTotal(before, total));
      }
      return [...merged.values()].toSorted(inOrder);
    },

    async spentBySpace(space, since) {
      const hours = await spentIn(hoursSince(since).where('space', '=', space));
      const days = await spentIn(daysSince(since).where('space', '=', space));
      return spentOf([...hours, ...days]);
    },

    async spentInHours(spaces, { since, before }) {
      if (spaces.length === 0) return new Map();
      let query = hoursSince(since)
        .select(['space', ...spending])
        .where('space', 'in', [...spaces])
        .groupBy(['space', 'currency']);
      if (before !== undefined) query = query.where('hour', '<', hourOf(before));
      const bySpace = Map.groupBy(await query.execute(), ({ space }) => space);
      return new Map([...bySpace].map(([space, rows]) => [space, spentOf(rows)]));
    },

    async spentBySession(id, since) {
      return spentOf(await spentIn(hoursSince(since).where('sessionId', '=', id)));
    },

    async hours(id, since) {
      const rows = await hoursSince(since)
        .select(['hour', ...amounts])
        .where('sessionId', '=', id)
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
  };
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
