// What `raworc init` writes, carried out: a newcomer's first agents answer.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { starterFiles, starterRuntimes } from '../../../cli/init/starter.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

let runtime: RealRuntime;

before(async () => {
  runtime = await openRealRuntime();
});
after(() => runtime[Symbol.asyncDispose]());

test('the agents that a repository begins with answer as they are', async () => {
  const spaces = starterRuntimes.map((each) => ({ space: `in-${each}`, agent: each, runtime: each }));
  const { result } = await runtime.apply(Object.assign({}, ...spaces.map(starterFiles)));
  assert.equal(result, 'converged');
  for (const { space, agent } of spaces) {
    const reply = await ask(runtime, await openSession(runtime, space), agent, 'hello');
    assert.match(reply, /You said .hello.\. My files are in \/session/);
  }
});
