// Facts about this installation, in Kysely.

import type { Meta } from '../meta.ts';
import type { Db } from '../schema.ts';
import { insertUnlessTaken } from './insert.ts';

export function createMetaTable(db: Db): Meta {
  const get: Meta['get'] = async (key) => {
    const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
    return row?.value;
  };
  return {
    get,
    async set(key, value) {
      await db.replaceInto('meta').values({ key, value }).execute();
    },
    async setOnce(key, value) {
      const isFirst = await insertUnlessTaken(db.insertInto('meta').values({ key, value }));
      return isFirst ? value : ((await get(key)) ?? value);
    },
  };
}
