// What was seen of sessions last, in Kysely.

import type { StoreDialect } from '../dialect.ts';
import type { HeldBySpace, SampledRow, Samples } from '../samples.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { batchesOf, textLength } from './insert.ts';
import { insertWords } from './insert-words.ts';

const codec = createCodec<SampledRow, 'recent'>({ json: ['recent'] });

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

export function createSamplesTable(db: Db, { name }: Pick<StoreDialect, 'name'>): Samples {
  const { given, orChange } = insertWords(name);
  return {
    async put(rows) {
      const sorted = rows.toSorted((one, other) => (one.sessionId < other.sessionId ? -1 : 1));
      const update = Object.fromEntries(sampled.map((column) => [column, given(column)]));
      for (const batch of batchesOf(sorted.map(codec.encode), textLength)) {
        await orChange(db.insertInto('sessionSamples').values(batch), ['sessionId'], update).execute();
      }
    },

    async get(ids) {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom('sessionSamples')
        .selectAll()
        .where('sessionId', 'in', [...ids])
        .execute();
      return rows.map(codec.decode);
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

    async ofOpen(spaces) {
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

    async deleteBefore(before) {
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
