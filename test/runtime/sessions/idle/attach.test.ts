// Who is connected counts as activity, for exactly as long as they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAttachments } from '../../../../runtime/sessions/idle/attach.ts';
import type { SessionId } from '../../../../state/model/ids.ts';
import type { Sessions } from '../../../../state/store/sessions.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

function world() {
  const clock = createManualClock(0);
  const touched: string[] = [];
  let isAway = false;
  const touch: Sessions['touch'] = async (ids, now) => {
    if (isAway) throw new Error('away');
    touched.push(`${ids.join('+')}@${now / 1000}`);
  };
  const { attach } = createAttachments({ store: { sessions: { touch } as Sessions }, clock });
  const leave = new Map<string, AbortController>();
  return {
    clock,
    touched,
    goAway: (away: boolean) => void (isAway = away),
    attach(id: string, who = id) {
      const gone = new AbortController();
      leave.set(who, gone);
      attach(id as SessionId, gone.signal);
    },
    leave: (who: string) => leave.get(who)?.abort(),
  };
}

test('whoever is connected is noted at once and every 15 s, and all sessions in one statement', async () => {
  const { clock, touched, attach } = world();
  attach('a');
  attach('b');
  await clock.advance(15_000);
  await clock.advance(15_000);
  assert.deepEqual(touched, ['a@0', 'b@0', 'a+b@15', 'a+b@30']);
});

test('a session is held while the last of its readers is there, and not a moment longer', async () => {
  const { clock, touched, attach, leave } = world();
  attach('a', 'first');
  attach('a', 'second');
  leave('first');
  await clock.advance(15_000);
  leave('second');
  await clock.advance(60_000);
  assert.deepEqual(touched, ['a@0', 'a@0', 'a@15']);
  attach('a', 'third');
  await clock.advance(15_000);
  assert.deepEqual(touched.slice(3), ['a@75', 'a@90'], 'and somebody who comes later is noted again');
});

test('a store that is away for a while ends nothing', async () => {
  const { clock, touched, attach, goAway } = world();
  attach('a');
  goAway(true);
  await clock.advance(15_000);
  goAway(false);
  await clock.advance(15_000);
  assert.deepEqual(touched, ['a@0', 'a@30']);
});
