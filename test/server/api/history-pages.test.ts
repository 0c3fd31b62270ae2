// What ran before, page by page: in the order in which it ran, also where two are of one moment or one is gone meanwhile.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryEntry } from '../../../reconciler/loop/control.ts';
import { createEdgeApp, edgeToken } from '../../support/server/edge-app.ts';

const entry = (revision: string, appliedAt: number): HistoryEntry => ({
  revision,
  buildId: '0123456789abcdef',
  image: 'image',
  subject: null,
  author: null,
  appliedAt,
  current: false,
  available: 'image',
  agents: [],
});

test('history goes on where a page ended', async () => {
  let entries = [entry('d', 30), entry('a', 20), entry('c', 20), entry('b', 10)];
  const history = () => Promise.resolve(entries);
  await using app = await createEdgeApp({ deps: { reconciler: { history } as never } });
  async function page(after?: string) {
    const url = `/api/v0/spaces/sales/history?limit=2${after === undefined ? '' : `&after=${after}`}`;
    const answer = await app.inject({ url, headers: { authorization: `Bearer ${edgeToken}` } });
    const { items, next } = answer.json<{ items: { revision: string }[]; next: string | null }>();
    return { revisions: items.map(({ revision }) => revision), next: next ?? undefined };
  }
  const first = await page();
  assert.deepEqual(first.revisions, ['d', 'a']);
  const second = await page(first.next);
  assert.deepEqual(second.revisions, ['c', 'b'], 'two of one moment are neither lost nor twice');
  entries = [entry('d', 30), entry('b', 10)];
  assert.deepEqual((await page(first.next)).revisions, ['b'], 'where it ended is gone');
});
