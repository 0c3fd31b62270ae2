// The contract of turns.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aMessage, aSession, aTurn } from '../../support/rows.ts';
import type { UseStore } from './subject.ts';

export function turnsContract(store: UseStore): void {
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
}
