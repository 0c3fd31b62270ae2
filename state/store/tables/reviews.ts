// What reviews showed, in Kysely.

import { sql } from 'kysely';
import type { PlanRow, ReviewRow, Reviews } from '../reviews.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { deleteBody, inlineBody, putBody, readBody } from './bodies.ts';
import { insertUnlessTaken } from './insert.ts';
import { olderThan } from './newest-first.ts';

const reviews = createCodec<ReviewRow, 'spaces' | 'approvalsSeen'>({ json: ['spaces', 'approvalsSeen'] });
const plans = createCodec<Omit<PlanRow, 'content'>>({ inner: ['content'] });
const bodyOf = (hash: string) => `plan/${hash}`;

export function createReviewsTable(db: Db): Reviews {
  const update: Reviews['update'] = async (repo, pull, patch) => {
    const set = reviews.encodePatch(patch);
    await db.updateTable('reviews').set(set).where('repo', '=', repo).where('pull', '=', pull).execute();
  };

  return {
    update,
    async get(repo, pull) {
      const row = await db
        .selectFrom('reviews')
        .selectAll()
        .where('repo', '=', repo)
        .where('pull', '=', pull)
        .executeTakeFirst();
      return row && reviews.decode(row);
    },
    async list(state, { limit, after }) {
      let query = db
        .selectFrom('reviews')
        .selectAll()
        .where('state', '=', state)
        .orderBy('updatedAt', 'desc')
        .orderBy('pull', 'desc')
        .limit(limit);
      if (after !== undefined)
        query = query.where(olderThan('updatedAt', after.updatedAt, 'pull', after.pull));
      return (await query.execute()).map((row) => reviews.decode(row));
    },
    async version() {
      // Not the newest time: of several processes one may have a clock that is behind. As text, for it is a large number.
      const times = sql<string>`cast(sum(${sql.ref('updatedAt')}) as char(40))`.as('times');
      const rows = await db
        .selectFrom('reviews')
        .select(({ fn }) => ['state', fn.countAll<number>().as('count'), times])
        .groupBy('state')
        .orderBy('state')
        .execute();
      return rows.map(({ state, count, times: sum }) => `${state}.${count}.${sum}`).join(' ');
    },
    async put(review) {
      if (await insertUnlessTaken(db.insertInto('reviews').values(reviews.encode(review)))) return;
      const { repo, pull, ...rest } = reviews.encode(review);
      await db.updateTable('reviews').set(rest).where('repo', '=', repo).where('pull', '=', pull).execute();
    },
    async plan(hash) {
      const row = await db.selectFrom('plans').selectAll().where('hash', '=', hash).executeTakeFirst();
      if (row === undefined) return undefined;
      const content: unknown = JSON.parse(await readBody(db, bodyOf(hash), row.content));
      return { ...plans.decode(row), content };
    },
    async keepPlan({ content, ...plan }) {
      const text = JSON.stringify(content);
      const row = { ...plans.encode(plan), content: inlineBody(text) };
      if (await insertUnlessTaken(db.insertInto('plans').values(row))) {
        await putBody(db, bodyOf(plan.hash), text);
      }
    },
    async deleteBefore(time) {
      const old = await db.selectFrom('plans').select('hash').where('createdAt', '<', time).execute();
      for (const { hash } of old) {
        await db.deleteFrom('plans').where('hash', '=', hash).execute();
        await deleteBody(db, bodyOf(hash));
      }
      const { numDeletedRows } = await db
        .deleteFrom('reviews')
        .where('updatedAt', '<', time)
        .executeTakeFirst();
      return old.length + Number(numDeletedRows);
    },
  };
}
