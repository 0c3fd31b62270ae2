// A receiver that is killed under load loses nothing and doubles nothing. How quick it is, is measured where nothing else
// runs: `npm run bench -- deliveries`.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ensureDatabase } from '../../support/machine/database.ts';
import { type Acknowledged, killWhileDelivering } from './kill-while-delivering.ts';

/** GitHub waits for 10 s; a median above this one would mean that deliveries wait for the sync. */
const usualMs = 200;
const longestMs = 5_000;

function check(test: TestContext, figures: Acknowledged): void {
  test.diagnostic(JSON.stringify(figures));
  assert.ok(figures.p50 < usualMs && figures.longest < longestMs, JSON.stringify(figures));
}

describe('a receiver that is killed while a thousand deliveries come', () => {
  it('handles each once and does not keep GitHub waiting, on SQLite', async (test) => {
    check(test, await killWhileDelivering());
  });

  it('handles each once and does not keep GitHub waiting, on MariaDB or MySQL', async (test) => {
    const database = await ensureDatabase();
    try {
      check(test, await killWhileDelivering(database.url));
    } finally {
      await database.stop();
    }
  });
});
