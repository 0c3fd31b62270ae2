// What a session costs while it waits: limits that a machine shared with others still keeps, and figures for people.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { configure, turn } from '../../../support/supervisor/commands.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';
import { openTestLink } from '../../../support/supervisor/test-link.ts';

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0;

async function timed(times: number, once: (count: number) => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const began = performance.now();
    await once(count);
    taken.push(performance.now() - began);
  }
  return median(taken);
}

const say = (t: TestContext, what: string, ms: number): void => t.diagnostic(`${what}: ${ms.toFixed(3)} ms`);

test('a session at rest costs little memory, for there are many', async (t) => {
  await using supervisor = startSupervisor();
  await using host = await openTestLink(supervisor);
  const rested = supervisor.memory('VmRSS');
  await host.link.request(configure());
  for (let count = 0; count < 200; count += 1) {
    await host.link.request(turn(`t${count}`, 'hello'));
    await host.end(`t${count}`);
  }
  t.diagnostic(`resident: ${rested} kB at the start, ${supervisor.memory('VmRSS')} kB after 200 turns`);
  assert.ok(supervisor.memory('VmRSS') <= 12 * 1024);
});

test('it is ready at once, for people wait for it', async (t) => {
  const ready = await timed(5, async () => {
    await using supervisor = startSupervisor();
    await openTestLink(supervisor).then(({ link }) => link.close());
  });
  say(t, 'from nothing to hello and gone again', ready);
  assert.ok(ready < 1000);
});

test('the way to an agent and back takes a fraction of a millisecond', async (t) => {
  await using supervisor = startSupervisor();
  await using host = await openTestLink(supervisor);
  const bare = await timed(300, () => host.link.request({ type: 'turn.cancel', turn: 'none' }));
  await host.link.request(configure());
  const whole = await timed(300, async (count) => {
    await host.link.request(turn(`t${count}`, 'hello'));
    await host.end(`t${count}`);
  });
  say(t, 'a command and its answer', bare);
  say(t, 'a turn of a Python agent', whole);
  assert.ok(bare < 5 && whole < 20);
});
