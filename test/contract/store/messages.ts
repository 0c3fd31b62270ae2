// The contract of what is said.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aMessage, aReply, aSession, aTurn } from '../../support/rows.ts';
import type { UseStore } from './subject.ts';

export function messagesContract(store: UseStore): void {
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
}
