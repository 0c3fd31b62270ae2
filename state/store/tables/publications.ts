// What should stand on GitHub, in Kysely.

import type { Selectable } from 'kysely';
import type { PublicationRow, Publications } from '../publications.ts';
import type { Database, Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { deleteBody, inlineBody, putBody, readBody } from './bodies.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<Omit<PublicationRow, 'wanted'>, 'error'>({ json: ['error'], inner: ['wanted'] });
const bodyOf = (key: string) => `publication/${key}`;

export function createPublicationsTable(db: Db): Publications {
  async function decode(row: Selectable<Database['publications']>): Promise<PublicationRow> {
    const wanted: unknown = JSON.parse(await readBody(db, bodyOf(row.key), row.wanted));
    return { ...codec.decode(row), wanted };
  }
  const get: Publications['get'] = async (key) => {
    const row = await db.selectFrom('publications').selectAll().where('key', '=', key).executeTakeFirst();
    return row && decode(row);
  };

  return {
    get,
    async insert({ wanted, ...publication }, now) {
      const text = JSON.stringify(wanted);
      const row: Omit<PublicationRow, 'wanted'> = {
        ...publication,
        wantedVersion: 1,
        publishedVersion: 0,
        remoteId: null,
        remoteUrl: null,
        editedAt: null,
        publishedAt: null,
        state: 'wanted',
        error: null,
        createdAt: now,
        wantedAt: now,
      };
      const isNew = await insertUnlessTaken(
        db.insertInto('publications').values({ ...codec.encode(row), wanted: inlineBody(text) }),
      );
      if (isNew) await putBody(db, bodyOf(publication.key), text);
      return isNew;
    },
    async replace(key, wanted, now) {
      const text = JSON.stringify(wanted);
      const { numUpdatedRows } = await db
        .updateTable('publications')
        .set(({ eb }) => ({
          wanted: inlineBody(text),
          wantedVersion: eb('wantedVersion', '+', 1),
          state: 'wanted',
          wantedAt: now,
        }))
        .where('key', '=', key)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await deleteBody(db, bodyOf(key));
      await putBody(db, bodyOf(key), text);
      return true;
    },
    async published(key, version, published) {
      const settled = { ...published, publishedVersion: version, error: null };
      await db.updateTable('publications').set(settled).where('key', '=', key).execute();
      // The update holds the row: whoever wants something newer comes before it or after this transaction.
      await db
        .updateTable('publications')
        .set({ state: 'published' })
        .where('key', '=', key)
        .where('wantedVersion', '=', version)
        .execute();
      return get(key);
    },
    async failed(key, version, error, isFinal) {
      await db
        .updateTable('publications')
        .set({ error: JSON.stringify(error) })
        .where('key', '=', key)
        .execute();
      if (!isFinal) return false;
      const { numUpdatedRows } = await db
        .updateTable('publications')
        .set({ state: 'failed' })
        .where('key', '=', key)
        .where('wantedVersion', '=', version)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async list({ state, limit }) {
      const rows = await db
        .selectFrom('publications')
        .selectAll()
        .where('state', '=', state)
        .orderBy('key')
        .limit(limit)
        .execute();
      return Promise.all(rows.map(decode));
    },
    async deleteSettledBefore(wantedAt) {
      const settled = await db
        .selectFrom('publications')
        .select(['key', 'wantedVersion'])
        .where('state', 'in', ['published', 'failed'])
        .where('wantedAt', '<', wantedAt)
        .execute();
      let dropped = 0;
      for (const { key, wantedVersion } of settled) {
        const { numDeletedRows } = await db
          .deleteFrom('publications')
          .where('key', '=', key)
          .where('wantedVersion', '=', wantedVersion)
          .executeTakeFirst();
        if (numDeletedRows === 0n) continue;
        await deleteBody(db, bodyOf(key));
        dropped += 1;
      }
      return dropped;
    },
  };
}
