// The contract of sessions.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import { aMessage, aSession, aTurn } from '../../support/rows.ts';
import type { UseStore } from './subject.ts';

export function sessionsContract(store: UseStore): void {
  describe('sessions', () => {
    it('change only from the version that was looked at, because two runs may decide at once', async () => {
      const session = aSession({ metadata: { ticket: 7 } });
      await store().sessions.insert(session);
      const changed = await store().sessions.change(session.id, 1, { state: 'idle', since: 5 });
      assert.deepEqual(changed, { ...session, state: 'idle', since: 5, version: 2 });
      assert.deepEqual(await store().sessions.get(session.id), changed);
      assert.equal(await store().sessions.change(session.id, 1, { state: 'error' }), undefined);
      const racing = await Promise.all(
        [1, 2, 3, 4].map((n) => store().sessions.change(session.id, 2, { generation: n })),
      );
      assert.equal(racing.filter((row) => row !== undefined).length, 1, 'exactly one of four wins');
    });

    it('are made once per idempotency key, because a client that saw no answer asks again', async () => {
      const session = aSession({ idempotencyKey: 'key-1' });
      assert.equal(await store().sessions.insert(session), true);
      assert.equal(await store().sessions.insert(aSession({ idempotencyKey: 'key-1' })), false);
      assert.deepEqual(await store().sessions.byIdempotencyKey('key-1'), session);
      assert.equal(await store().sessions.insert(aSession()), true, 'without a key nothing is compared');
      assert.equal(await store().sessions.insert(aSession()), true);
    });

    it('are kept with their workspaces after their space went, and are told from all others', async () => {
      const closed = { space: 'went', state: 'closed', target: 'closed' } as const;
      const open = aSession({ space: 'went', state: 'idle' });
      const closing = aSession({ space: 'went', state: 'idle', target: 'closed', keptUntil: 60 });
      const first = aSession({ ...closed, keptUntil: 50 });
      const second = aSession({ ...closed, keptUntil: 70 });
      const going = aSession({ ...closed, keptUntil: 0 });
      const gone = aSession(closed);
      for (const row of [open, closing, first, second, going, gone]) await store().sessions.insert(row);
      const ids = (rows: readonly SessionRow[]) => rows.map(({ id }) => id).toSorted();
      const ofIt = (await store().sessions.withWorkspace()).filter(({ space }) => space === 'went');
      assert.deepEqual(ids(ofIt), ids([open, closing, first, second, going]));
      const counted = (await store().sessions.countKept()).filter(({ space }) => space === 'went');
      assert.deepEqual(counted, [{ space: 'went', sessions: 2, until: 50 }]);
      const kept = await store().sessions.list({ space: 'went', kept: true }, { limit: 10 });
      assert.deepEqual(ids(kept), ids([first, second]));
      const forgettable = await store().sessions.closedBefore(99, { limit: 500, warm: false });
      assert.deepEqual(ids(forgettable.filter(({ space }) => space === 'went')), [gone.id]);
      const forget = (id: SessionId) => store().transaction(({ sessions }) => sessions.forget(id));
      assert.deepEqual([await forget(first.id), await forget(gone.id)], [false, true]);
    });

    it('are listed newest first by space and state, because that is how people look for theirs', async () => {
      const idOf = (n: number) => `ses_${n}` as SessionId;
      const rows = [
        aSession({ id: idOf(0), space: 'list', state: 'closed' }),
        aSession({ id: idOf(1), space: 'list', state: 'idle' }),
        aSession({ id: idOf(2), space: 'list', state: 'busy', deadlineAt: 50 }),
      ];
      for (const row of rows) await store().sessions.insert(row);
      const { sessions } = store();
      const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
      assert.deepEqual(ids(await sessions.list({ space: 'list' }, { limit: 2 })), ['ses_2', 'ses_1']);
      assert.deepEqual(ids(await sessions.list({ space: 'list' }, { limit: 2, after: 'ses_1' })), ['ses_0']);
      assert.deepEqual(ids(await sessions.list({ space: 'list', states: ['idle'] }, { limit: 9 })), [
        'ses_1',
      ]);
      assert.deepEqual(ids(await sessions.open('list')), ['ses_1', 'ses_2']);
      assert.equal(await sessions.countOpen('list'), 2);
      assert.deepEqual(ids(await sessions.overdue(51)), ['ses_2']);
      assert.deepEqual(ids(await sessions.overdue(50)), []);
    });

    it('are counted by space, state and kind, because whoever watches many must not read them all', async () => {
      const { sessions } = store();
      const rows = [
        aSession({ space: 'counted', state: 'idle' }),
        aSession({ space: 'counted', state: 'idle' }),
        aSession({ space: 'counted', state: 'idle', warm: true }),
        aSession({ space: 'counted', state: 'paused' }),
        aSession({ space: 'counted', state: 'closed' }),
      ];
      for (const row of rows) await sessions.insert(row);
      const counts = (await sessions.countByState()).filter(({ space }) => space === 'counted');
      assert.deepEqual(counts.map(({ state, warm, count }) => `${state} ${warm} ${count}`).sort(), [
        'idle false 2',
        'idle true 1',
        'paused false 1',
      ]);
    });

    it('are counted by why they are paused, for a budget is another reason than a person', async () => {
      const { sessions } = store();
      for (const [space, reason, state] of [
        ['stopped', 'BudgetReached', 'paused'],
        ['stopped', 'BudgetReached', 'paused'],
        ['stopped', 'Paused', 'paused'],
        ['stopped', 'BudgetReached', 'idle'],
        ['stopped-2', 'BudgetReached', 'paused'],
      ] as const)
        await sessions.insert(aSession({ space, reason, state }));
      const counts = (await sessions.countPausedFor('BudgetReached')).map(
        ({ space, count }) => `${space} ${count}`,
      );
      assert.deepEqual(counts.filter((each) => each.startsWith('stopped')).sort(), [
        'stopped 2',
        'stopped-2 1',
      ]);
    });

    it('move their last activity forward only, because notes of it may arrive out of order', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      await store().sessions.touch([session.id], 10);
      await store().sessions.touch([session.id], 5);
      assert.deepEqual(await store().sessions.get(session.id), { ...session, lastActivityAt: 10 });
    });
  });

  describe('forked sessions', () => {
    it('are found by their parent, and the ones without a workspace apart, because the parent fills it', async () => {
      const { sessions } = store();
      const parent = aSession({ state: 'idle' });
      const filled = aSession({ parentId: parent.id });
      const empty = aSession({ parentId: parent.id, awaits: 'copy' });
      const given = aSession({ parentId: parent.id, awaits: 'copy', state: 'closed' });
      for (const row of [parent, filled, empty, given]) await sessions.insert(row);
      const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id).sort();
      assert.deepEqual(ids(await sessions.forksOf(parent.id)), ids([filled, empty, given]));
      assert.deepEqual(await sessions.awaitingCopyOf(parent.id), [empty]);
    });
  });

  describe('sessions at rest', () => {
    it('are found by how long nothing happened in them, for their space says what becomes of them', async () => {
      const { sessions } = store();
      const row = (state: 'idle' | 'busy' | 'paused' | 'error', lastActivityAt: number, more = {}) =>
        aSession({ space: 'rest', state, lastActivityAt, ...more });
      const rows = {
        quiet: row('idle', 100, { keepAliveUntil: 90 }),
        active: row('idle', 101),
        kept: row('idle', 50, { keepAliveUntil: 101 }),
        ahead: row('idle', 50, { warm: true }),
        busy: row('busy', 50),
        frozen: row('paused', 40),
        young: row('paused', 41),
        elsewhere: aSession({ space: 'other', state: 'idle', lastActivityAt: 50 }),
      };
      for (const each of Object.values(rows)) await sessions.insert(each);
      const states = [
        { state: 'idle', before: 100 },
        { state: 'paused', before: 40 },
      ] as const;
      assert.deepEqual(await sessions.resting('rest', states, 9), [rows.frozen, rows.quiet]);
      assert.deepEqual(await sessions.resting('rest', states, 1), [rows.frozen]);
      assert.deepEqual(await sessions.resting('rest', [], 9), []);
    });

    it('lose what a clock that ran ahead wrote, or they would rest for as long as it was ahead', async () => {
      const { sessions } = store();
      const ahead = aSession({ space: 'clock', state: 'idle', lastActivityAt: 9_000 });
      const right = aSession({ space: 'clock', state: 'idle', lastActivityAt: 10 });
      for (const row of [ahead, right]) await sessions.insert(row);
      await sessions.pullBack(1_000);
      assert.equal((await sessions.get(ahead.id))?.lastActivityAt, 1_000);
      assert.deepEqual(await sessions.get(right.id), right);
    });

    it('are counted while they hold memory, and the ones longest paused are named first', async () => {
      const { sessions } = store();
      const paused = (since: number, beforePause: 'idle' | 'busy', target: 'paused' | 'running' = 'paused') =>
        aSession({ space: 'cap', state: 'paused', target, since, beforePause });
      const rows = [paused(1, 'busy'), paused(2, 'idle'), paused(3, 'idle'), paused(0, 'idle', 'running')];
      for (const row of rows) await sessions.insert(row);
      const mine = async (most: number) =>
        (await sessions.pausedBeyond(most)).filter(({ space }) => space === 'cap').map(({ since }) => since);
      const others = (await sessions.pausedBeyond(0)).length - 3;
      assert.deepEqual(await mine(0), [2, 3, 1]);
      assert.deepEqual(await mine(others + 3), []);
    });
  });

  describe('closed sessions', () => {
    it('are forgotten with all that was said and done in them, and nothing of others goes', async () => {
      const { sessions, messages, turns, events } = store();
      const large = 'x'.repeat(300 * 1024);
      const make = async (fields: Parameters<typeof aSession>[0]) => {
        const row = aSession({ state: 'closed', since: 10, ...fields });
        await sessions.insert(row);
        await turns.insert(aTurn(row.id, { state: 'done' }));
        await messages.insert(aMessage(row.id, { content: large }));
        const data = { message_id: 'm', turn_id: 't' as never, content: large };
        await store().transaction((tables) =>
          tables.events.append(row.id, [{ type: 'user.message', data }], 'test', 1),
        );
        return row;
      };
      const old = await make({});
      const young = await make({ since: 11 });
      const forked = await make({});
      const fork = await make({ parentId: forked.id, state: 'idle' });
      const ahead = await make({ warm: true });
      const ours = new Set<string>([old, young, forked, fork, ahead].map(({ id }) => id));
      const found = async (warm: boolean, after = '') =>
        (await sessions.closedBefore(11, { limit: 99, after, warm })).filter(({ id }) => ours.has(id));
      assert.deepEqual(await found(false), [old], 'a fork keeps its parent');
      assert.deepEqual(await found(true), [ahead]);
      assert.deepEqual(await found(false, old.id), []);

      const forget = (id: SessionId) => store().transaction((tables) => tables.sessions.forget(id));
      assert.equal(await forget(fork.id), false, 'an open one is not forgotten');
      assert.equal(await forget(old.id), true);
      assert.equal(await forget(old.id), false);
      assert.equal(await sessions.get(old.id), undefined);
      assert.deepEqual(await messages.list(old.id, { limit: 9 }), []);
      assert.deepEqual(await events.list(old.id, 0, 9), []);
      assert.deepEqual(await turns.list(old.id), []);
      assert.equal((await messages.list(young.id, { limit: 9 }))[0]?.content, large);
      assert.equal((await events.list(young.id, 0, 9)).length, 1);
      assert.equal((await turns.list(young.id)).length, 1);
    });
  });
}
