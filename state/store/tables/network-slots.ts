// Which subnet belongs to which space, in Kysely.

import type { NetworkSlot, NetworkSlots } from '../network-slots.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<NetworkSlot>({});

export function createNetworkSlotsTable(db: Db): NetworkSlots {
  return {
    async list() {
      const slots = await db.selectFrom('networkSlots').selectAll().orderBy('space').execute();
      return slots.map(codec.decode);
    },
    async get(space) {
      const slot = await db
        .selectFrom('networkSlots')
        .selectAll()
        .where('space', '=', space)
        .executeTakeFirst();
      return slot && codec.decode(slot);
    },
    take: ({ space, subnet }) => insertUnlessTaken(db.insertInto('networkSlots').values({ space, subnet })),
    async release(space) {
      await db.deleteFrom('networkSlots').where('space', '=', space).execute();
    },
  };
}
