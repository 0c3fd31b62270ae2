// The inventory of spaces, in Kysely.

import type { Db } from '../schema.ts';
import type { SpaceRow, Spaces } from '../spaces.ts';
import { createCodec } from '../stored.ts';

const codec = createCodec<SpaceRow, 'spec' | 'labels' | 'position' | 'hold' | 'conditions', 'removing'>({
  json: ['spec', 'labels', 'position', 'hold', 'conditions'],
  flags: ['removing'],
});

export function createSpacesTable(db: Db): Spaces {
  return {
    async insert(row) {
      await db.insertInto('spaces').values(codec.encode(row)).execute();
    },
    async get(name) {
      const row = await db.selectFrom('spaces').selectAll().where('name', '=', name).executeTakeFirst();
      return row && codec.decode(row);
    },
    async list() {
      const rows = await db.selectFrom('spaces').selectAll().orderBy('name').execute();
      return rows.map(codec.decode);
    },
    async update(name, patch, now) {
      const { numUpdatedRows } = await db
        .updateTable('spaces')
        .set({ ...codec.encodePatch(patch), updatedAt: now })
        .where('name', '=', name)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async delete(name) {
      await db.deleteFrom('spaces').where('name', '=', name).execute();
    },
  };
}
