// Hashes of API tokens, in Kysely.

import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import type { TokenRow, Tokens } from '../tokens.ts';

const codec = createCodec<TokenRow>({});

export function createTokensTable(db: Db): Tokens {
  return {
    async put(row) {
      await db.replaceInto('tokens').values(row).execute();
    },
    async byHash(hash) {
      const row = await db.selectFrom('tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
      return row && codec.decode(row);
    },
    async list() {
      const rows = await db.selectFrom('tokens').selectAll().orderBy('id').execute();
      return rows.map(codec.decode);
    },
    async delete(id) {
      const { numDeletedRows } = await db.deleteFrom('tokens').where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
