// Ciphertexts, in Kysely.

import type { Db } from '../schema.ts';
import type { SecretRow, SecretRows } from '../secrets.ts';
import { insertUnlessTaken } from './insert.ts';

/** Drivers answer bytes in classes of their own. */
function decode(row: SecretRow): SecretRow {
  return { ...row, nonce: new Uint8Array(row.nonce), ciphertext: new Uint8Array(row.ciphertext) };
}

export function createSecretsTable(db: Db): SecretRows {
  return {
    async put(row) {
      await db.replaceInto('secrets').values(row).execute();
    },
    putOnce: (row) => insertUnlessTaken(db.insertInto('secrets').values(row)),
    async get(space, name) {
      const row = await db
        .selectFrom('secrets')
        .selectAll()
        .where('space', '=', space)
        .where('name', '=', name)
        .executeTakeFirst();
      return row && decode(row);
    },
    async list(space) {
      const rows = await db
        .selectFrom('secrets')
        .selectAll()
        .where('space', '=', space)
        .orderBy('name')
        .execute();
      return rows.map(decode);
    },
    async delete(space, name) {
      const { numDeletedRows } = await db
        .deleteFrom('secrets')
        .where('space', '=', space)
        .where('name', '=', name)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async declared() {
      const rows = await db
        .selectFrom('secrets')
        .select(['space', 'name', 'declaredAt', 'declaredDigest'])
        .where('declaredDigest', 'is not', null)
        .orderBy('space')
        .orderBy('name')
        .execute();
      return rows.map(({ space, name, declaredAt, declaredDigest }) => ({
        space,
        name,
        declaredAt: declaredAt ?? '',
        declaredDigest: declaredDigest ?? '',
      }));
    },
    async moved(space, name, declaredAt) {
      await db
        .updateTable('secrets')
        .set({ declaredAt })
        .where('space', '=', space)
        .where('name', '=', name)
        .execute();
    },
    async rewrap({ space, name, keyId, nonce, ciphertext }, before) {
      const { numUpdatedRows } = await db
        .updateTable('secrets')
        .set({ keyId, nonce, ciphertext })
        .where('space', '=', space)
        .where('name', '=', name)
        .where('nonce', '=', before.nonce)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async keyUse() {
      const rows = await db
        .selectFrom('secrets')
        .select(({ fn }) => ['space', 'keyId', fn.countAll().as('count')])
        .groupBy(['space', 'keyId'])
        .orderBy('space')
        .execute();
      return rows.map(({ space, keyId, count }) => ({ space, keyId, count: Number(count) }));
    },
    async deleteSpace(space) {
      await db.deleteFrom('secrets').where('space', '=', space).execute();
    },
  };
}
