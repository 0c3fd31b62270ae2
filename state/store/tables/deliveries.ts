// The inbox of webhooks, in Kysely.

import type { Deliveries, DeliveryId, DeliveryRow } from '../deliveries.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<DeliveryRow, 'hint' | 'keys' | 'error'>({ json: ['hint', 'keys', 'error'] });

export function createDeliveriesTable(db: Db): Deliveries {
  const update = ({ hook, delivery }: DeliveryId) =>
    db.updateTable('deliveries').where('hook', '=', hook).where('delivery', '=', delivery);

  return {
    insert: (delivery) =>
      insertUnlessTaken(
        db.insertInto('deliveries').values(codec.encode({ ...delivery, keys: null, received: 1 })),
      ),
    async get({ hook, delivery }) {
      const row = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('hook', '=', hook)
        .where('delivery', '=', delivery)
        .executeTakeFirst();
      return row && codec.decode(row);
    },
    async withBody(event, bodyHash, since) {
      const row = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('bodyHash', '=', bodyHash)
        .where('receivedAt', '>=', since)
        .where('event', '=', event)
        .orderBy('receivedAt')
        .executeTakeFirst();
      return row && codec.decode(row);
    },
    async receivedAgain(id) {
      await update(id)
        .set(({ eb }) => ({ received: eb('received', '+', 1) }))
        .execute();
    },
    async change(id, expected, patch) {
      const { numUpdatedRows } = await update(id)
        .where('state', '=', expected)
        .set(codec.encodePatch(patch))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async list({ state, limit }) {
      let query = db.selectFrom('deliveries').selectAll();
      if (state !== undefined) query = query.where('state', '=', state);
      const rows = await query
        .orderBy('receivedAt', 'desc')
        .orderBy('delivery', 'desc')
        .limit(limit)
        .execute();
      return rows.map(codec.decode);
    },
    async deleteEndedBefore(receivedAt) {
      const { numDeletedRows } = await db
        .deleteFrom('deliveries')
        .where('receivedAt', '<', receivedAt)
        .where('state', '!=', 'pending')
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
