// A thousand deliveries within ten seconds while the server syncs, and `kill -9` in the middle: what was acknowledged is
// handled, each once. Answers how long acknowledging took.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { openStore } from '../../../state/store/open.ts';
import { agent, space } from '../../scenarios/reconciler/declared.ts';
import { createRepository, type FixtureFiles } from '../../support/git-server/fixture-repository.ts';
import { freePort } from '../../support/machine/free-port.ts';
import { withConnection } from '../../support/machine/sql.ts';
import { secret } from '../../webhook/receiver/signed.ts';
import { createMortalReceiver } from './receiver-life.ts';
import { createSender } from './receiver-sender.ts';

const deliveries = 1000;
const withinMs = 10_000;
/** A process that was just born is busy with its own start, and compiles what it runs. */
const warmMs = 1500;

const agents = 200;
const changedAtOnce = 20;

/** A commit that changes so many agents. */
function change(round: number, count: number): FixtureFiles {
  const files = Array.from({ length: count }, (_, at) =>
    agent('team', `agent-${(round * count + at) % agents}`, `round ${round}`),
  );
  return Object.assign({}, ...files) as FixtureFiles;
}

/** The keys of all tasks of a kind there ever were, each as often as it was ordered. */
async function ordered(url: string, kind: 'delivery' | 'review'): Promise<readonly string[]> {
  const query = `SELECT \`key\` AS name, state FROM tasks WHERE kind = '${kind}'`;
  const rows = url.startsWith('sqlite:')
    ? readSqlite(url.slice('sqlite:'.length), query)
    : await withConnection(url, (ask) => ask(query));
  for (const { state } of rows) assert.equal(state, 'done');
  return rows.map(({ name }) => String(name)).sort();
}

function readSqlite(path: string, query: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(path);
  try {
    return database.prepare(query).all();
  } finally {
    database.close();
  }
}

/** Once nothing waits any more, each delivery was carried out once and put its one key on the queue. */
async function assertHandled(url: string): Promise<void> {
  const store = await openStore(url, { random: randomBytes });
  try {
    const isBusy = async () =>
      (await store.tasks.unfinished('delivery')).length + (await store.tasks.unfinished('review')).length > 0;
    while (await isBusy()) await delay(50);
    const rows = await store.deliveries.list({ limit: deliveries + 10 });
    assert.equal(rows.length, deliveries);
    for (const { delivery, state, keys } of rows) {
      assert.deepEqual([state, keys], ['done', [delivery.replace('delivery-', 'pull/')]]);
    }
  } finally {
    await store.close();
  }
  const numbers = Array.from({ length: deliveries }, (_, at) => at + 1);
  assert.deepEqual(await ordered(url, 'delivery'), numbers.map((number) => `7/delivery-${number}`).sort());
  assert.deepEqual(await ordered(url, 'review'), numbers.map((number) => `pull/${number}`).sort());
}

function percentile(sorted: readonly number[], part: number): number {
  return Math.round((sorted[Math.ceil(sorted.length * part) - 1] ?? 0) * 10) / 10;
}

export interface Acknowledged {
  /** Percentiles in milliseconds, of what was acknowledged by a process that was past its start. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  readonly count: number;
  readonly syncs: number;
  /** Not answered, for the process was dead, and delivered again. */
  readonly lost: number;
}

/** Throws where anything acknowledged is not handled exactly once. Left out, the database is SQLite. */
export async function killWhileDelivering(databaseUrl?: string): Promise<Acknowledged> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-receiver-'));
  const url = databaseUrl ?? `sqlite:${join(folder, 'raworc.db')}`;
  const repository = await createRepository(join(folder, 'config.git'));
  await repository.commit({ ...space('team'), ...change(0, agents) });
  const port = await freePort();
  const server = createMortalReceiver(folder, {
    RAWORC_HOME: join(folder, 'home'),
    RAWORC_CONFIG_REPO: repository.dir,
    RAWORC_DATABASE_URL: url,
    RAWORC_PORT: String(port),
    RAWORC_WEBHOOK_SECRET: secret,
    RAWORC_LOG_LEVEL: 'warn',
  });
  const sender = createSender(port);
  try {
    await server.start();
    await server.synced();
    await delay(warmMs);
    const over = new AbortController();
    const changing = (async () => {
      for (let round = 1; !over.signal.aborted; round += 1) {
        await repository.commit(change(round, changedAtOnce));
        await delay(500, undefined, { signal: over.signal }).catch(() => undefined);
      }
    })();

    const took: number[] = [];
    const lost: number[] = [];
    async function deliver(number: number): Promise<void> {
      const isWarm = server.aliveForMs() > warmMs;
      const { status, ms } = await sender.send(number);
      if (status !== 202) lost.push(number);
      else if (isWarm) took.push(ms);
      assert.ok(status === 202 || status === 0, `answered ${status}`);
    }
    const began = performance.now();
    const sent: Promise<void>[] = [];
    let killing: Promise<void> | undefined;
    for (let number = 1; number <= deliveries; number += 1) {
      const early = began + (number * withinMs) / deliveries - performance.now();
      if (early > 0) await delay(early);
      sent.push(deliver(number));
      if (number === deliveries / 2) killing = server.killAndRestart();
    }
    await Promise.all([...sent, killing]);
    // Whoever asks GitHub for what failed asks for one after the other.
    for (const number of lost) {
      const { status } = await sender.send(number);
      assert.ok(status === 202 || status === 200, `${number} was answered ${status}`);
    }
    over.abort();
    await changing;
    await assertHandled(url);

    took.sort((one, other) => one - other);
    assert.ok(
      took.length > deliveries / 2 && lost.length > 0 && server.syncs() > 20,
      'it was put to the test',
    );
    return {
      p50: percentile(took, 0.5),
      p99: percentile(took, 0.99),
      longest: percentile(took, 1),
      count: took.length,
      syncs: server.syncs(),
      lost: lost.length,
    };
  } finally {
    sender.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
