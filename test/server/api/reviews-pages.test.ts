// Reviews page by page over HTTP: to somebody who may see some spaces the others' pull requests are not there, not even as
// pages that are shorter.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReviewRow, Reviews } from '../../../state/store/reviews.ts';
import { type AccessWorld, createAccessWorld } from '../../support/server/access-world.ts';

interface Answer {
  readonly items: readonly { readonly pull: number }[];
  readonly next: string | null;
}

const PULLS = 120;
const reads: string[] = [];
let world: AccessWorld;

/** Every tenth is about sales. */
const spaceOf = (pull: number): string => (pull % 10 === 0 ? 'sales' : 'ops');

before(async () => {
  const reviews: Pick<Reviews, 'list' | 'plan'> = {
    list: (state, page) => world.store.reviews.list(state, page),
    plan(hash) {
      reads.push(hash);
      return world.store.reviews.plan(hash);
    },
  };
  world = await createAccessWorld({ parts: { reviews } });
  await world.bind([
    { account: 'root', role: 'admin', spaces: ['*'] },
    { account: 'ann', role: 'viewer', spaces: ['sales'] },
  ]);
  for (let pull = 1; pull <= PULLS; pull += 1) {
    const space = spaceOf(pull);
    const hash = `plan-${pull}`;
    const inShort = { name: space, created: 0, updated: 1, removed: 0, builds: [], sessions: 0 };
    const row: ReviewRow = {
      repo: 'team/config',
      pull,
      base: 'b1',
      head: 'h1',
      state: 'open',
      title: null,
      author: null,
      url: null,
      planHash: hash,
      spaces: [{ space, reviewHash: 'r1', removed: false, pins: {} }],
      outcome: null,
      approvalsSeen: [],
      updatedAt: 1_000 + pull,
    };
    await world.store.reviews.put(row);
    const { repo, base, head } = row;
    const content = { changes: [], spaces: [inShort] };
    await world.store.reviews.keepPlan({ hash, repo, pull, base, head, content, createdAt: 1_000 });
  }
});
after(() => world.close());

async function ask(account: string, query: string) {
  const token = await world.token(account);
  return world.app.inject({
    url: `/api/v0/reviews?${query}`,
    headers: { authorization: `Bearer ${token}` },
  });
}

async function pages(account: string, limit: number): Promise<readonly (readonly number[])[]> {
  const all: number[][] = [];
  for (let next: string | null = ''; next !== null;) {
    const query: string = next === '' ? `limit=${limit}` : `limit=${limit}&after=${next}`;
    const answer: Answer = (await ask(account, query)).json();
    all.push(answer.items.map(({ pull }) => pull));
    next = answer.next;
  }
  return all;
}

test('every pull request is on one page, newest first, however many there are', async () => {
  const shown = await pages('root', 50);
  assert.deepEqual(
    shown.map((page) => page.length),
    [50, 50, 20],
  );
  assert.deepEqual(
    shown.flat(),
    Array.from({ length: PULLS }, (_, at) => PULLS - at),
  );
});

test('pages are as long for somebody who sees few of them, and nothing is read that they don’t see', async () => {
  reads.length = 0;
  const shown = await pages('ann', 5);
  assert.deepEqual(shown, [
    [120, 110, 100, 90, 80],
    [70, 60, 50, 40, 30],
    [20, 10],
  ]);
  assert.equal(reads.length, 12);
});

test('a page that is just full says that there is nothing behind it', async () => {
  const answer: Answer = (await ask('ann', 'limit=12')).json();
  assert.equal(answer.items.length, 12);
  assert.equal(answer.next, null);
});

test('what was never a cursor is refused: nothing would seem to follow', async () => {
  for (const after of ['7', 'x.y', '1.2.3', '-1.2']) {
    const answer = await ask('root', `after=${after}`);
    assert.equal(answer.statusCode, 400, after);
  }
});
