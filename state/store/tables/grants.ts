// Declared roles and bindings, in Kysely.

import type { GrantRow, Grants } from '../grants.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { batchesOf } from './insert.ts';

const codec = createCodec<GrantRow, 'spec' | 'position'>({ json: ['spec', 'position'] });

export function createGrantsTable(db: Db): Grants {
  return {
    async list() {
      const rows = await db.selectFrom('grants').selectAll().orderBy('kind').orderBy('name').execute();
      return rows.map(codec.decode);
    },
    async replaceAll(rows) {
      await db.deleteFrom('grants').execute();
      const encoded = rows.map((row) => codec.encode(row));
      for (const batch of batchesOf(encoded, ({ spec }) => spec?.length ?? 0))
        await db.insertInto('grants').values(batch).execute();
    },
  };
}
