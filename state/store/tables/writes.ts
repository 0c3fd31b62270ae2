// Writes to Git that were carried out, in Kysely.

import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import type { WriteRow, Writes } from '../writes.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<WriteRow, 'answer'>({ json: ['answer'] });

export function createWritesTable(db: Db): Writes {
  return {
    async get(key) {
      const row = await db.selectFrom('writes').selectAll().where('key', '=', key).executeTakeFirst();
      return row && codec.decode(row);
    },
    async put(write) {
      const { key, ...rest } = codec.encode(write);
      if (await insertUnlessTaken(db.insertInto('writes').values({ key, ...rest }))) return;
      await db.updateTable('writes').set(rest).where('key', '=', key).execute();
    },
    async deleteBefore(at) {
      const { numDeletedRows } = await db.deleteFrom('writes').where('at', '<', at).executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
