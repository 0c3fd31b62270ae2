// The contract of what is declared: spaces, agents, revisions and history.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aSpace, anAgent } from '../../support/rows.ts';
import type { UseStore } from './subject.ts';

export function declaredContract(store: UseStore): void {
  describe('spaces', () => {
    it('come back as they went in, because plans are made from them', async () => {
      const space = aSpace({
        labels: { team: 'naïve Ünïcode ✓ 🦊' },
        hold: { revision: 'abc', reason: 'incident', by: 'admin', at: 1_795_000_000_000 },
        conditions: [{ type: 'Ready', status: 'False', reason: 'Held', message: 'Held.', changedAt: 5 }],
      });
      await store().spaces.insert(space);
      assert.deepEqual(await store().spaces.get(space.name), space);
      assert.equal(await store().spaces.get('nobody'), undefined, 'absent is undefined, not an error');
    });

    it('change only in what the patch names, because several parts write to one row', async () => {
      const space = aSpace({ hold: { revision: 'abc', reason: 'x', by: 'admin', at: 1 } });
      await store().spaces.insert(space);
      const isChanged = await store().spaces.update(space.name, { removing: true, hold: null }, 7);
      assert.equal(isChanged, true);
      assert.deepEqual(await store().spaces.get(space.name), {
        ...space,
        removing: true,
        hold: null,
        updatedAt: 7,
      });
      assert.equal(await store().spaces.update('nobody', { removing: true }, 7), false);
    });

    it('count a row that matched as changed even when nothing in it is new, because callers ask "is it there"', async () => {
      const space = aSpace({ updatedAt: 7 });
      await store().spaces.insert(space);
      assert.equal(await store().spaces.update(space.name, { removing: false }, 7), true);
    });

    it('are listed by name until deleted, because the row is what keeps a space alive', async () => {
      const [b, a] = [aSpace({ name: 'list-b' }), aSpace({ name: 'list-a' })];
      await store().spaces.insert(b);
      await store().spaces.insert(a);
      const names = async () =>
        (await store().spaces.list()).map(({ name }) => name).filter((name) => name.startsWith('list-'));
      assert.deepEqual(await names(), ['list-a', 'list-b']);
      await store().spaces.delete('list-a');
      assert.deepEqual(await names(), ['list-b']);
    });
  });

  describe('agents', () => {
    it('are stored by the thousand at once and replaced as a whole, because a revision may bring that many', async () => {
      const rows = Array.from({ length: 1500 }, (_, i) =>
        anAgent({ space: 'many', name: `a-${String(i).padStart(4, '0')}`, spec: { text: 'x'.repeat(500) } }),
      );
      await store().agents.putAll(rows);
      assert.deepEqual(await store().agents.list('many'), rows);
      const specs = await store().agents.specs();
      assert.equal(specs.filter((spec) => JSON.stringify(spec).includes('xxxxx')).length, 1500);
      const changed = rows.map(({ name }) => anAgent({ space: 'many', name, updatedAt: 2 }));
      await store().agents.putAll(changed);
      assert.deepEqual(await store().agents.list('many'), changed);
    });

    it('are patched and deleted one by one, because builds end one by one', async () => {
      const agent = anAgent({ space: 'few', name: 'one', manifest: { runtime: 'python3' } });
      await store().agents.putAll([agent, anAgent({ space: 'few', name: 'two' })]);
      assert.equal(await store().agents.update('few', 'one', { layer: 'abc', manifest: null }, 9), true);
      assert.deepEqual(await store().agents.get('few', 'one'), {
        ...agent,
        layer: 'abc',
        manifest: null,
        updatedAt: 9,
      });
      await store().agents.delete('few', ['two', 'never-there']);
      await store().agents.delete('few', []);
      assert.deepEqual(
        (await store().agents.list('few')).map(({ name }) => name),
        ['one'],
      );
      assert.equal(await store().agents.update('few', 'two', { layer: 'x' }, 9), false);
    });

    it('have a stamp that differs after every change, because what is made of them is kept in memory', async () => {
      const { agents } = store();
      const stamps = [await agents.stamp('stamped')];
      const next = async (work: Promise<unknown>) => {
        await work;
        stamps.push(await agents.stamp('stamped'));
      };
      const two = ['one', 'two'].map((name) => anAgent({ space: 'stamped', name, updatedAt: 5 }));
      await next(agents.putAll(two));
      assert.equal(await agents.stamp('stamped'), stamps[1], 'as long as nothing changes it stays');
      await next(agents.update('stamped', 'one', { removing: true }, 6));
      await next(agents.putAll([anAgent({ space: 'stamped', name: 'two', updatedAt: 6 })]));
      await next(agents.delete('stamped', ['one']));
      await agents.putAll([anAgent({ space: 'elsewhere', updatedAt: 9 })]);
      assert.equal(new Set(stamps).size, 5);
      assert.equal(await agents.stamp('stamped'), stamps[4], 'other spaces don’t matter');
    });

    it('tell whether a space has any that is built, because sessions wait for the first', async () => {
      const { agents } = store();
      await agents.putAll([
        anAgent({ space: 'first', name: 'one' }),
        anAgent({ space: 'first', name: 'two' }),
      ]);
      assert.equal(await agents.anyGood('first'), false);
      await agents.update('first', 'two', { goodLayer: 'layer' }, 9);
      assert.equal(await agents.anyGood('first'), true);
      assert.equal(await agents.anyGood('nowhere'), false);
    });
  });

  describe('revisions', () => {
    const revision = (commit: string, seenAt: number) => ({
      commit,
      ref: 'main',
      subject: 'Say it',
      author: 'A. Person',
      committedAt: 1,
      seenAt,
      problems: [{ code: 'X' }],
    });

    it('are listed newest first page by page, because history is read that way', async () => {
      for (const [commit, seenAt] of [
        ['c1', 10],
        ['c2', 20],
        ['c4', 20],
        ['c3', 30],
      ] as const) {
        await store().revisions.put(revision(commit, seenAt));
      }
      await store().revisions.put({ ...revision('c1', 40), problems: [] });
      assert.deepEqual(await store().revisions.latest(), { ...revision('c1', 40), problems: [] });
      const first = await store().revisions.list({ limit: 3 });
      assert.deepEqual(
        first.map(({ commit }) => commit),
        ['c1', 'c3', 'c4'],
      );
      const second = await store().revisions.list({ limit: 3, after: { at: 20, key: 'c4' } });
      assert.deepEqual(
        second.map(({ commit }) => commit),
        ['c2'],
      );
    });
  });

  describe('history', () => {
    const row = (revision: string, appliedAt: number, snapshot: unknown = { revision }) => ({
      space: 'sales',
      revision,
      buildId: `build-${revision}`,
      image: 'image',
      snapshot,
      appliedAt,
    });

    it('keeps the newest rows and any size of snapshot, because rollback builds from it', async () => {
      const large = { text: '🦊'.repeat(700_000) };
      await store().history.put(row('r1', 10, large));
      await store().history.put(row('r2', 20));
      await store().history.put({ ...row('r1', 30, 'ignored') });
      assert.deepEqual(await store().history.list('sales', 10), [row('r1', 30, large), row('r2', 20)]);
      assert.deepEqual(await store().history.get('sales', 'r1'), row('r1', 30, large));
      await store().history.trim('sales', 1);
      assert.deepEqual(
        (await store().history.list('sales', 10)).map(({ revision }) => revision),
        ['r1'],
      );
      await store().history.deleteSpace('sales');
      assert.deepEqual(await store().history.list('sales', 10), []);
    });
  });
}
