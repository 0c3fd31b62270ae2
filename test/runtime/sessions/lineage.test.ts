// Trees of sessions, also those that are larger than anybody wants to see.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SessionNode, treeOf } from '../../../runtime/sessions/lineage.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import { aSession } from '../../support/rows.ts';

const idOf = (n: number) => `ses_${String(n).padStart(6, '0')}` as SessionId;

/** Each session's parent, by number; the first has none. */
function sessionsOf(parents: readonly (number | null)[]) {
  const rows = parents.map((parent, n) =>
    aSession({ id: idOf(n), parentId: parent === null ? null : idOf(parent) }),
  );
  const byParent = Map.groupBy(rows, ({ parentId }) => parentId);
  return {
    sessions: {
      get: async (id: SessionId): Promise<SessionRow | undefined> => rows.find((row) => row.id === id),
      forksOf: async (id: SessionId, limit = Infinity) => (byParent.get(id) ?? []).slice(0, limit),
    },
  };
}

const count = ({ forks }: SessionNode): number => 1 + forks.reduce((sum, fork) => sum + count(fork), 0);

test('the whole tree is shown, whichever session it is asked for', async () => {
  const store = sessionsOf([null, 0, 0, 1, 3]);
  for (const n of [0, 2, 4]) {
    const { root, isCut } = await treeOf(store, idOf(n));
    assert.equal(root.row.id, idOf(0));
    assert.deepEqual(
      root.forks.map(({ row, forks }) => [row.id, forks.length]),
      [
        [idOf(1), 1],
        [idOf(2), 0],
      ],
    );
    assert.deepEqual([count(root), isCut], [5, false]);
  }
});

test('a tree of more sessions than are shown says so', async () => {
  const wide = await treeOf(sessionsOf([null, ...Array.from({ length: 600 }, () => 0)]), idOf(0));
  assert.deepEqual([count(wide.root), wide.isCut], [500, true]);
  const exact = await treeOf(sessionsOf([null, ...Array.from({ length: 499 }, () => 0)]), idOf(0));
  assert.deepEqual([count(exact.root), exact.isCut], [500, false]);
});

test('one that is forked from a fork of a fork, and so on, is shown below its nearer ancestors', async () => {
  const deep = await treeOf(sessionsOf([null, ...Array.from({ length: 300 }, (_, n) => n)]), idOf(300));
  assert.equal(deep.root.row.id, idOf(200));
  assert.equal(deep.isCut, true);
  assert.equal(count(deep.root), 101);
});

test('a session that is not there has no tree', async () => {
  await assert.rejects(treeOf(sessionsOf([null]), idOf(7)), { code: 'SESSION_NOT_FOUND' });
});
