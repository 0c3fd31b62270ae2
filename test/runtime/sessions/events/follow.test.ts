// A stream whose reader is slower than what happens: bounded, and never with a hole in a text.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { randomBytes } from 'node:crypto';
import { createSessionBus, type SessionBus } from '../../../../runtime/sessions/events/bus.ts';
import { createFollow, type FollowEvents } from '../../../../runtime/sessions/events/follow.ts';
import { createInbox } from '../../../../runtime/sessions/events/inbox.ts';
import { createPartials, type Partials } from '../../../../runtime/sessions/events/partials.ts';
import { newTurnId, type SessionId } from '../../../../state/model/ids.ts';
import type { LoggedEvent, StreamedDelta } from '../../../../state/model/session-event.ts';
import { openStore } from '../../../../state/store/open.ts';
import type { Store } from '../../../../state/store/store.ts';
import { aSession } from '../../../support/rows.ts';
import { realClock } from '../../../support/sessions/session-world.ts';

const turn = newTurnId(1, randomBytes);
const message = { message_id: 'msg_1', turn_id: turn, agent: 'a', attempt: 1, content: 'all of it' };

let store: Store;
let bus: SessionBus;
let partials: Partials;
let follow: FollowEvents;
let id: SessionId;

beforeEach(async () => {
  store = await openStore('sqlite::memory:', { random: randomBytes });
  bus = createSessionBus();
  partials = createPartials(realClock);
  follow = createFollow({ store, clock: realClock, bus, partials });
  const session = aSession();
  ({ id } = session);
  await store.sessions.insert(session);
});
afterEach(() => store.close());

function say(text: string): void {
  const delta = partials.add(id, turn, text);
  if (delta !== undefined) bus.events.tell(id, delta);
}

async function reader(): Promise<() => Promise<LoggedEvent | StreamedDelta>> {
  const events = follow(id, { after: 0, signal: AbortSignal.timeout(10_000) });
  return async () => {
    const { value, done } = await events.next();
    assert.notEqual(done, true);
    return value as LoggedEvent | StreamedDelta;
  };
}

describe('a stream', () => {
  it('begins again with all that was said so far when its reader could not keep up', async () => {
    partials.begin(id, turn, 'a');
    const next = await reader();
    const first = next();
    say('0 ');
    assert.equal((await first).type, 'agent.delta');
    for (let number = 1; number <= 1500; number += 1) say(`${number} `);
    let text = '0 ';
    const types = new Set<string>();
    while (!text.endsWith('1500 ')) {
      const event = await next();
      types.add(event.type);
      if (event.type === 'agent.partial') text = event.data.text;
      if (event.type === 'agent.delta') text += event.data.text;
    }
    assert.ok(types.has('agent.partial'));
    const all = Array.from({ length: 1501 }, (_, number) => `${number} `).join('');
    assert.equal(text, all);
  });

  it('reads from the store what it dropped, each event once and in order', async () => {
    const next = await reader();
    const first = next();
    const append = async (content: string) => {
      const events = [{ type: 'agent.message', data: { ...message, content } }] as const;
      bus.events.tell(id, await store.events.append(id, events, 'agent:a', 1));
    };
    await append('first');
    assert.equal((await first).type, 'agent.message');
    for (let number = 0; number < 6; number += 1) await append(`${number}`.repeat(400_000));
    for (let seq = 2; seq <= 7; seq += 1) {
      const event = await next();
      assert.equal('seq' in event && event.seq, seq);
    }
  });

  it('does not repeat the text of a turn that is over', async () => {
    partials.begin(id, turn, 'a');
    say('some of it');
    const events = [{ type: 'agent.message', data: message }] as const;
    await store.events.append(id, events, 'agent:a', 1);
    const next = await reader();
    assert.equal((await next()).type, 'agent.message');
    const rest = next();
    bus.events.tell(id, await store.events.append(id, events, 'agent:a', 1));
    assert.equal((await rest).type, 'agent.message');
  });
});

describe('what a turn said so far', () => {
  const told = (texts: readonly string[]) => texts.map((text) => partials.add(id, turn, text));

  it('is cut where nobody here heard its beginning, and says so', () => {
    partials.join(id, turn, 'a');
    const [first, second] = told(['b', 'c']);
    assert.deepEqual(first, {
      type: 'agent.partial',
      data: { turn_id: turn, agent: 'a', text: 'b', cut: true },
    });
    assert.deepEqual(second, { type: 'agent.delta', data: { turn_id: turn, agent: 'a', text: 'c' } });
    assert.deepEqual(partials.of(id), [
      { type: 'agent.partial', data: { turn_id: turn, agent: 'a', text: 'bc', cut: true } },
    ]);
    assert.equal(partials.firstAt(id, turn), null);
  });

  it('begins anew with another attempt, for those who have the text of the one before', () => {
    partials.begin(id, turn, 'a');
    told(['first ', 'attempt']);
    partials.begin(id, turn, 'a');
    assert.deepEqual(
      told(['second', ' attempt']).map((delta) => delta?.type),
      ['agent.partial', 'agent.delta'],
    );
    assert.notEqual(partials.firstAt(id, turn), null);
  });

  it('is bounded, however long it talks', () => {
    partials.begin(id, turn, 'a');
    const piece = 'x'.repeat(100_000);
    assert.ok(told(Array.from({ length: 30 }, () => piece)).every((delta) => delta?.type === 'agent.delta'));
    const [partial] = partials.of(id);
    assert.ok(partial !== undefined && partial.data.text.length <= 1024 * 1024);
    assert.equal(partial.data.cut, true);
  });
});

describe('an inbox', () => {
  it('never holds more than its reader may be behind, whatever the size of what is told', () => {
    const inbox = createInbox();
    for (let number = 0; number < 20; number += 1) {
      inbox.put({ type: 'agent.delta', data: { turn_id: turn, agent: 'a', text: 'x'.repeat(300_000) } });
    }
    assert.equal(inbox.hasLost(), true);
    assert.equal(inbox.take(), undefined);
    assert.equal(inbox.hasLost(), false);
  });
});
