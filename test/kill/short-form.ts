// The kill test as `npm test` runs it: few sessions and short turns, some random kills, and every named point once.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { runKillTest } from './kill-run.ts';

export async function runShortForm(test: TestContext, databaseUrl: (home: string) => string): Promise<void> {
  const seed = Date.now() % 2 ** 32;
  test.diagnostic(`seed ${seed}`);
  const { findings, messages, kills } = await runKillTest({
    databaseUrl,
    sessions: 4,
    kills: 4,
    longestTurn: 1500,
    seed,
    say: (line) => test.diagnostic(line),
  });
  test.diagnostic(`${kills} kills, ${messages} messages`);
  assert.deepEqual(findings, []);
}
