// Builds and their logs, in Kysely.

import type { BuildRow, Builds } from '../builds.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { batchesOf, textLength } from './insert.ts';
import { olderThan } from './newest-first.ts';

const codec = createCodec<BuildRow, 'error'>({ json: ['error'] });

/** A line beyond this is cut off: it is output for people, and some tools print megabytes without a line break. */
const longestLine = 64 * 1024;

export function createBuildsTable(db: Db): Builds {
  const get: Builds['get'] = async (space, id) => {
    const row = await db
      .selectFrom('builds')
      .selectAll()
      .where('space', '=', space)
      .where('id', '=', id)
      .executeTakeFirst();
    return row && codec.decode(row);
  };
  const clearLog: Builds['clearLog'] = async (space, id) => {
    await db.deleteFrom('buildLog').where('space', '=', space).where('buildId', '=', id).execute();
  };

  return {
    get,
    clearLog,
    async put(row) {
      await db.replaceInto('builds').values(codec.encode(row)).execute();
    },
    async update(space, id, patch) {
      const { numUpdatedRows } = await db
        .updateTable('builds')
        .set(codec.encodePatch(patch))
        .where('space', '=', space)
        .where('id', '=', id)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async list(space, { limit, after }) {
      let query = db
        .selectFrom('builds')
        .selectAll()
        .where('space', '=', space)
        .orderBy('queuedAt', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (after !== undefined) query = query.where(olderThan('queuedAt', after.at, 'id', after.key));
      return (await query.execute()).map(codec.decode);
    },
    async appendLog(space, id, lines) {
      const { last } = await db
        .selectFrom('buildLog')
        .select(({ fn }) => fn.max('line').as('last'))
        .where('space', '=', space)
        .where('buildId', '=', id)
        .executeTakeFirstOrThrow();
      const first = (last ?? 0) + 1;
      const rows = lines.map((line, index) => ({
        space,
        buildId: id,
        line: first + index,
        text: line.slice(0, longestLine),
      }));
      for (const batch of batchesOf(rows, textLength)) {
        await db.insertInto('buildLog').values(batch).execute();
      }
    },
    async log(space, id, after, limit) {
      const parts = await db
        .selectFrom('buildLog')
        .select(['line', 'text'])
        .where('space', '=', space)
        .where('buildId', '=', id)
        .where('line', '>', after)
        .orderBy('line')
        .limit(limit)
        .execute();
      return parts.map(({ line, text }) => ({ line, text }));
    },
    async deleteBefore(endedAt) {
      const ended = await db
        .selectFrom('builds')
        .select(['space', 'id'])
        .where('endedAt', '<', endedAt)
        .execute();
      for (const { space, id } of ended) {
        await clearLog(space, id);
        await db.deleteFrom('builds').where('space', '=', space).where('id', '=', id).execute();
      }
      return ended.length;
    },
  };
}
