// Seen commits of the config repository, in Kysely.

import type { RevisionRow, Revisions } from '../revisions.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { olderThan } from './newest-first.ts';

const codec = createCodec<RevisionRow, 'problems'>({ json: ['problems'] });

export function createRevisionsTable(db: Db): Revisions {
  const newestFirst = () =>
    db.selectFrom('revisions').selectAll().orderBy('seenAt', 'desc').orderBy('commit', 'desc');

  const get: Revisions['get'] = async (commit) => {
    const row = await db.selectFrom('revisions').selectAll().where('commit', '=', commit).executeTakeFirst();
    return row && codec.decode(row);
  };

  return {
    get,
    async put(row) {
      await db.replaceInto('revisions').values(codec.encode(row)).execute();
    },
    async latest() {
      const row = await newestFirst().limit(1).executeTakeFirst();
      return row && codec.decode(row);
    },
    async list({ limit, after }) {
      let query = newestFirst().limit(limit);
      if (after !== undefined) query = query.where(olderThan('seenAt', after.at, 'commit', after.key));
      return (await query.execute()).map(codec.decode);
    },
  };
}
