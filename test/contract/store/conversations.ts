// The contract of sessions, turns, messages and events.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionEvent } from '../../../state/model/session-event.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import { aMessage, aReply, aSession, aTurn } from '../../support/rows.ts';
import type { UseStore } from './subject.ts';

function claim(store: Store, slot: SessionRow, by: string, idempotencyKey: string | null = null) {
  const owner = {
    createdBy: by,
    agent: null,
    metadata: {},
    idempotencyKey,
    since: 7,
    createdAt: 7,
    lastActivityAt: 7,
  };
  const event: SessionEvent = {
    type: 'session.claimed',
    data: { reason: 'Claimed', message: 'It is yours.' },
  };
  return store.transaction((tables) => tables.sessions.claim(slot, owner, { events: [event], by, now: 7 }));
}

export function conversationsContract(store: UseStore): void {
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

  describe('sessions that are made ahead', () => {
    it('are nobody’s until they are claimed, so lists and counts leave them out', async () => {
      const { sessions } = store();
      const slot = aSession({ space: 'pool', state: 'idle', warm: true });
      const other = aSession({ space: 'pool', state: 'idle' });
      await sessions.insert(slot);
      await sessions.insert(other);
      assert.deepEqual(await sessions.list({ space: 'pool' }, { limit: 9 }), [other]);
      assert.equal(await sessions.countOpen('pool'), 1);
      assert.deepEqual(await sessions.warm('pool'), [slot]);
      assert.equal((await sessions.open('pool')).length, 2, 'who looks after containers sees both');
      const claims = await Promise.all(['a', 'b', 'c'].map((by) => claim(store(), slot, by)));
      const [claimed, ...others] = claims.filter((row) => row !== undefined);
      assert.ok(claimed !== undefined && others.length === 0, 'never two get the same');
      assert.deepEqual(await sessions.get(slot.id), claimed);
      assert.equal(claimed.warm, false);
      const log = await store().events.list(slot.id, 0, 9);
      assert.deepEqual(
        log.map(({ type, by }) => [type, by]),
        [['session.claimed', claimed.createdBy]],
        'who lost has written nothing',
      );
      assert.deepEqual(await sessions.warm('pool'), []);
    });

    it('fill a slot once, because several runtimes fill the same pool', async () => {
      const { sessions } = store();
      const slot = aSession({ space: 'slots', state: 'idle', warm: true, slot: 'slots/0' });
      assert.equal(await sessions.insert(slot), true);
      const again = aSession({ space: 'slots', warm: true, slot: 'slots/0' });
      assert.equal(await sessions.insert(again), false);
      assert.ok(await claim(store(), slot, 'ada'));
      assert.equal(await sessions.insert(again), true, 'who is claimed leaves its slot');
    });

    it('are forgotten once they are closed, because there is nothing to remember of them', async () => {
      const { sessions } = store();
      const gone = aSession({ space: 'gone', state: 'closed', warm: true });
      const kept = [
        aSession({ space: 'gone', state: 'closed' }),
        aSession({ space: 'gone', state: 'idle', warm: true }),
      ];
      for (const row of [gone, ...kept]) await sessions.insert(row);
      await sessions.deleteClosedWarm('gone');
      assert.equal(await sessions.get(gone.id), undefined);
      for (const row of kept) assert.deepEqual(await sessions.get(row.id), row);
    });

    it('are not claimed under a key that made another session, because that is the one asked for', async () => {
      const { sessions } = store();
      const slot = aSession({ space: 'keys', state: 'idle', warm: true, slot: 'keys/0' });
      await sessions.insert(slot);
      await sessions.insert(aSession({ idempotencyKey: 'claimed-before' }));
      assert.equal(await claim(store(), slot, 'ada', 'claimed-before'), undefined);
      assert.deepEqual(await sessions.get(slot.id), slot);
      assert.equal((await claim(store(), slot, 'ada', 'claimed-now'))?.idempotencyKey, 'claimed-now');
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

  describe('a history that comes from elsewhere', () => {
    it('is stored in its order and whole, and answers no turn here', async () => {
      const { sessions, messages } = store();
      const session = aSession();
      await sessions.insert(session);
      const long = 'é'.repeat(1024 * 1024);
      const rows = Array.from({ length: 450 }, (_, n) =>
        aMessage(session.id, {
          role: n % 2 === 0 ? 'user' : 'agent',
          turnId: null,
          content: n === 7 ? long : `message ${n}`,
        }),
      );
      await store().transaction((tables) => tables.messages.insertAll(rows));
      assert.deepEqual(await messages.list(session.id, { limit: 500 }), rows);
      assert.deepEqual(await messages.tail(session.id, 2), rows.slice(-2));
    });
  });

  describe('turns between agents', () => {
    it('are asked for once under each id, because a supervisor that saw no answer asks again', async () => {
      const session = aSession();
      const { turns, messages } = store();
      const turn = aTurn(session.id);
      const asked = { via: 'ask', parentId: turn.id, askId: '1/a', depth: 1 } as const;
      const child = aTurn(session.id, asked);
      assert.equal(await turns.insert(turn), true);
      assert.equal(await turns.insert(child), true);
      assert.equal(await turns.insert(aTurn(session.id, asked)), false);
      assert.equal(await turns.insert(aTurn(session.id)), true, 'people’s turns have no such id');
      assert.deepEqual(await turns.byAskId(turn.id, '1/a'), child);
      assert.deepEqual(await turns.childrenOf(turn.id), [child]);
      const usage = { input_tokens: 7, output_tokens: 3, model: 'm' };
      await turns.change(child.id, ['queued'], { state: 'running', usage, firstDeltaAt: 5 });
      assert.deepEqual(await turns.get(child.id), { ...child, state: 'running', usage, firstDeltaAt: 5 });

      const said = aMessage(session.id, { turnId: turn.id });
      const between = aMessage(session.id, { turnId: child.id, parentTurnId: turn.id, role: 'agent' });
      await messages.insert(said);
      await messages.insert(between);
      assert.deepEqual(await messages.list(session.id, { limit: 9 }), [said], 'no part of the conversation');
      assert.deepEqual(await messages.tail(session.id, 9), [said]);
      assert.deepEqual(await messages.reply(child.id), between);
    });
  });

  describe('the record of turns', () => {
    it('is read newest first, page by page, because there may be thousands', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      const { turns } = store();
      const all = Array.from({ length: 5 }, () => aTurn(session.id));
      for (const turn of all) await turns.insert(turn);
      await turns.change(all[0]?.id ?? (session.id as never), ['queued'], { state: 'done' });
      const first = await turns.page(session.id, { limit: 3 });
      const rest = await turns.page(session.id, { limit: 3, after: first.at(-1)?.id ?? '' });
      assert.deepEqual(
        [...first, ...rest].map(({ id }) => id),
        all.map(({ id }) => id).toReversed(),
      );
      assert.equal((await turns.page(session.id, { limit: 9 }, ['done'])).length, 1);
    });

    it('shows those that wait longer than they may, and no others', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      const { turns } = store();
      const late = aTurn(session.id, { queueUntil: 10 });
      const begun = aTurn(session.id, { queueUntil: 10, state: 'running' });
      for (const turn of [late, begun, aTurn(session.id, { queueUntil: 11 }), aTurn(session.id)]) {
        await turns.insert(turn);
      }
      const overdue = (await turns.overdue(10)).filter(({ sessionId }) => sessionId === session.id);
      assert.deepEqual(
        overdue.map(({ id }) => id),
        [late.id],
      );
    });
  });

  describe('turns of one agent', () => {
    it('wait in their order, those that are asked for first, because somebody waits for them in mid-turn', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      const { turns } = store();
      const route = (agent: string) => ({ agent, by: 'request', confidence: 1, reason: 'x' }) as const;
      const one = aTurn(session.id, { route: route('a') });
      const two = aTurn(session.id, { route: route('a') });
      const asked = aTurn(session.id, { route: route('a'), via: 'ask', parentId: one.id, askId: '1' });
      const heir = aTurn(session.id, { route: route('a'), via: 'handoff', parentId: two.id });
      const other = aTurn(session.id, { route: route('b') });
      const late = aTurn(session.id);
      for (const turn of [one, two, asked, heir, other, late]) await turns.insert(turn);
      await turns.change(late.id, ['queued'], { route: route('a') });
      const ids = async (limit: number) => (await turns.waiting(session.id, 'a', limit)).map(({ id }) => id);
      assert.deepEqual(await ids(9), [asked.id, heir.id, one.id, two.id, late.id]);
      assert.deepEqual(await ids(2), [asked.id, heir.id]);
      assert.deepEqual(await turns.childrenOf(one.id, two.id), [asked, heir]);
      assert.deepEqual(await turns.childrenOf(), []);
    });

    it('keep it busy while they run, and no longer once they are handed over', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      const { turns } = store();
      const route = { agent: 'a', by: 'request', confidence: 1, reason: 'x' } as const;
      const [one, two, queued] = [1, 2, 3].map(() => aTurn(session.id, { route }));
      for (const turn of [one, two, queued]) if (turn !== undefined) await turns.insert(turn);
      for (const turn of [one, two]) if (turn) await turns.change(turn.id, ['queued'], { state: 'running' });
      const counts = async () => [
        await turns.countRunning(session.id),
        await turns.countRunning(session.id, 'a'),
      ];
      assert.deepEqual(await counts(), [2, 2]);
      if (one && two) await turns.change(one.id, ['running'], { heirId: two.id });
      assert.deepEqual(await counts(), [2, 1]);
      assert.equal(await turns.countRunning(session.id, 'b'), 0);
    });
  });

  describe('turns', () => {
    it('change only from the states and the attempt that were expected, because an older attempt may still speak', async () => {
      const session = aSession();
      const turn = aTurn(session.id);
      await store().turns.insert(turn);
      const { turns } = store();
      const route = { agent: 'a', by: 'default', confidence: 1, reason: 'The space’s default.' } as const;
      assert.equal(await turns.change(turn.id, ['queued'], { state: 'running', attempt: 2, route }), true);
      assert.equal(await turns.change(turn.id, ['queued'], { state: 'running' }), false);
      assert.equal(await turns.change(turn.id, ['running'], { state: 'done' }, 1), false);
      assert.equal(await turns.change(turn.id, ['running'], { state: 'done', endedAt: 9 }, 2), true);
      assert.deepEqual(await turns.get(turn.id), { ...turn, state: 'done', attempt: 2, route, endedAt: 9 });
      assert.equal((await turns.lastDone(session.id))?.id, turn.id);
    });

    it('are listed in the order they were accepted, because ids of one millisecond don’t tell', async () => {
      const session = aSession();
      const accepted = Array.from({ length: 20 }, () => aTurn(session.id));
      for (const turn of accepted) await store().turns.insert(turn);
      assert.deepEqual(await store().turns.list(session.id), accepted);
      assert.deepEqual(await store().turns.list(session.id, ['done']), []);
      assert.equal(await store().turns.countUnfinished(session.id), 20);
    });

    it('are made once per session and idempotency key, because a message must not be answered twice', async () => {
      const [one, other] = [aSession(), aSession()];
      const turn = aTurn(one.id, { idempotencyKey: 'k' });
      assert.equal(await store().turns.insert(turn), true);
      assert.equal(await store().turns.insert(aTurn(one.id, { idempotencyKey: 'k' })), false);
      assert.equal(await store().turns.insert(aTurn(other.id, { idempotencyKey: 'k' })), true);
      assert.deepEqual(await store().turns.byIdempotencyKey(one.id, 'k'), turn);
    });
  });

  describe('messages', () => {
    it('tell who answered last, but not what agents said to each other, because the next message may go on from there', async () => {
      const { messages } = store();
      const session = aSession();
      const [turn, child] = [aTurn(session.id), aTurn(session.id)];
      await messages.insert(aMessage(session.id, { agent: 'clerk' }));
      assert.equal(await messages.lastSpeaker(session.id), undefined, 'being spoken to is no answer');
      await messages.insert({ ...aReply(session.id, turn.id, 'Yes.'), agent: 'seller' });
      const between = { agent: 'buyer', parentTurnId: turn.id };
      await messages.insert({ ...aReply(session.id, child.id, 'No.'), ...between });
      await messages.insert(aMessage(session.id, { agent: 'clerk' }));
      assert.equal(await messages.lastSpeaker(session.id), 'seller');
    });

    it('may be addressed later, because a model is asked only once they are accepted', async () => {
      const { messages } = store();
      const said = aMessage(aSession().id);
      await messages.insert(said);
      await messages.address(said.id, 'clerk');
      assert.deepEqual(await messages.get(said.id), { ...said, agent: 'clerk' });
    });

    it('take the first reply of a turn and no other, because nobody may be answered twice', async () => {
      const session = aSession();
      const turn = aTurn(session.id);
      const first = aReply(session.id, turn.id, 'first');
      assert.equal(await store().messages.insert(aMessage(session.id, { turnId: turn.id })), true);
      assert.equal(await store().messages.insert(first), true);
      assert.equal(await store().messages.insert(aReply(session.id, turn.id, 'second')), false);
      assert.deepEqual(await store().messages.reply(turn.id), first);
    });

    it('go on in the same transaction after a reply came second, because the turn must still be ended', async () => {
      const session = aSession();
      const turn = aTurn(session.id);
      await store().turns.insert(turn);
      await store().messages.insert(aReply(session.id, turn.id, 'first'));
      await store().transaction(async (tables) => {
        assert.equal(await tables.messages.insert(aReply(session.id, turn.id, 'second')), false);
        await tables.turns.change(turn.id, ['queued'], { state: 'done' });
      });
      assert.equal((await store().turns.get(turn.id))?.state, 'done');
    });

    it('are read in order, by pages and from the end, because both people and agents are given them', async () => {
      const session = aSession();
      const said = Array.from({ length: 7 }, (_, i) => aMessage(session.id, { content: `${i}` }));
      for (const message of said) await store().messages.insert(message);
      const { messages } = store();
      assert.deepEqual(await messages.list(session.id, { limit: 3 }), said.slice(0, 3));
      assert.deepEqual(
        await messages.list(session.id, { limit: 9, after: said[2]?.id ?? '' }),
        said.slice(3),
      );
      assert.deepEqual(await messages.tail(session.id, 2), said.slice(5));
      assert.deepEqual(
        await messages.list(session.id, { limit: 2, after: said[5]?.id ?? '' }, 'newest'),
        said.slice(3, 5).toReversed(),
      );
    });

    it('keep any text of any length, because what an agent says is not ours to change', async () => {
      const session = aSession();
      const contents = [
        '',
        'a\u0000b',
        `a🦊 'quoted' "double" \\ back\n\ttab ?`,
        'trailing space ',
        '🦊'.repeat(131_073),
        'x'.repeat(6_000_000),
      ];
      for (const content of contents) {
        const message = aMessage(session.id, { content });
        await store().messages.insert(message);
        const read = await store().messages.get(message.id);
        assert.equal(read?.content === content, true, `${content.length} characters come back`);
      }
    });
  });

  describe('session events', () => {
    const idle: SessionEvent = {
      type: 'session.idle',
      data: { from: 'init', reason: 'Ready', message: 'It is ready.' },
    };

    it('are numbered from 1 without gaps however many write at once, because readers go on by number', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      const append = (by: string) =>
        store().transaction(({ events }) => events.append(session.id, [idle, idle], by, 5));
      const written = await Promise.all(Array.from({ length: 20 }, (_, i) => append(`writer-${i}`)));
      const log = await store().events.list(session.id, 0, 100);
      assert.deepEqual(
        log.map(({ seq }) => seq),
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
      assert.deepEqual(
        written.flat().toSorted((a, b) => a.seq - b.seq),
        log,
        'append answers what is stored',
      );
      assert.equal(await store().events.last(session.id), 40);
      assert.deepEqual(await store().events.list(session.id, 38, 1), [log[38]]);
    });

    it('leave no number behind when their transaction fails, because a gap would look like a lost event', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      await assert.rejects(
        store().transaction(async ({ events }) => {
          await events.append(session.id, [idle], 'x', 5);
          throw new Error('changed my mind');
        }),
        /changed my mind/,
      );
      assert.equal(await store().events.last(session.id), 0);
      assert.deepEqual(await store().events.list(session.id, 0, 10), []);
    });

    it('are appended together with a change of the session or not at all, because one tells of the other', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      const entry = { events: [idle, idle], by: 'x', now: 5 };
      const changeAndLog = () =>
        store().transaction(({ sessions }) => sessions.changeAndLog(session, { state: 'idle' }, entry));
      const done = await changeAndLog();
      assert.deepEqual(done?.row, { ...session, state: 'idle', version: 2 });
      assert.deepEqual(await store().sessions.get(session.id), done.row);
      assert.deepEqual(await store().events.list(session.id, 0, 10), done.logged);
      assert.deepEqual(
        done.logged.map(({ seq }) => seq),
        [1, 2],
      );
      assert.equal(await changeAndLog(), undefined, 'that version is gone');
      assert.equal(await store().events.last(session.id), 2);
    });

    it('refuse a session that is not there, because its numbers would have no beginning', async () => {
      const { id } = aSession();
      await assert.rejects(store().transaction(({ events }) => events.append(id, [idle], 'x', 5)));
    });
  });
}
