// The inventory of agents, in Kysely.

import type { AgentRow, Agents } from '../agents.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { batchesOf, textLength } from './insert.ts';

const codec = createCodec<
  AgentRow,
  'spec' | 'labels' | 'position' | 'manifest' | 'goodManifest' | 'conditions',
  'removing'
>({
  json: ['spec', 'labels', 'position', 'manifest', 'goodManifest', 'conditions'],
  flags: ['removing'],
});

export function createAgentsTable(db: Db): Agents {
  return {
    async putAll(rows) {
      for (const batch of batchesOf(rows.map(codec.encode), textLength)) {
        await db.replaceInto('agents').values(batch).execute();
      }
    },
    async get(space, name) {
      const row = await db
        .selectFrom('agents')
        .selectAll()
        .where('space', '=', space)
        .where('name', '=', name)
        .executeTakeFirst();
      return row && codec.decode(row);
    },
    async list(space) {
      let query = db.selectFrom('agents').selectAll().orderBy('space').orderBy('name');
      if (space !== undefined) query = query.where('space', '=', space);
      return (await query.execute()).map(codec.decode);
    },
    async stamp(space) {
      const { count, newest, sum } = await db
        .selectFrom('agents')
        .select(({ fn }) => [
          fn.countAll().as('count'),
          fn.max('updatedAt').as('newest'),
          fn.sum('updatedAt').as('sum'),
        ])
        .where('space', '=', space)
        .executeTakeFirstOrThrow();
      return `${count} ${newest} ${sum}`;
    },
    async anyGood(space) {
      const found = await db
        .selectFrom('agents')
        .select('name')
        .where('space', '=', space)
        .where('goodLayer', 'is not', null)
        .limit(1)
        .executeTakeFirst();
      return found !== undefined;
    },
    async specs() {
      const rows = await db.selectFrom('agents').select('spec').execute();
      return rows.map(({ spec }): unknown => (spec === null ? null : JSON.parse(spec)));
    },
    async update(space, name, patch, now) {
      const { numUpdatedRows } = await db
        .updateTable('agents')
        .set({ ...codec.encodePatch(patch), updatedAt: now })
        .where('space', '=', space)
        .where('name', '=', name)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async delete(space, names) {
      for (const batch of batchesOf(names, (name) => name.length)) {
        await db.deleteFrom('agents').where('space', '=', space).where('name', 'in', batch).execute();
      }
    },
  };
}
