// What is old goes, and what is young or still needed stays.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { cleanUp, keepHouse, kept } from '../../../cli/serve/housekeeping.ts';
import { createAuditTrail } from '../../../state/access/audit.ts';
import { newTaskId } from '../../../state/model/ids.ts';
import { openStore } from '../../../state/store/open.ts';
import { ownAct } from '../../../state/store/own-act.ts';
import type { Store } from '../../../state/store/store.ts';
import { createPublisher } from '../../../webhook/client/publish/publisher.ts';
import { aSession } from '../../support/rows.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const now = 2_000_000_000_000;
const quiet = { info() {}, warn() {} };

async function world() {
  const store = await openStore('sqlite::memory:', { random: randomBytes });
  const clock = createManualClock(now);
  const publisher = createPublisher({ store, clock, random: randomBytes, nudge() {} });
  const audit = createAuditTrail({ store, clock });
  const keptMs = { keepClosedMs: 30 * 86_400_000, keepAuditMs: 60 * 86_400_000 };
  return { store, clock, publisher, audit, ...keptMs, log: quiet };
}

async function insertWrite(store: Store, key: string, at: number): Promise<void> {
  await store.writes.put({ key, asked: 'a', answer: null, at });
}
async function insertDelivery(store: Store, delivery: string, age: number, ended: boolean): Promise<void> {
  await store.deliveries.insert({
    hook: '1',
    delivery,
    event: 'push',
    action: null,
    bodyHash: 'h',
    bytes: 1,
    state: ended ? 'done' : 'pending',
    hint: {},
    error: null,
    receivedAt: now - age,
    endedAt: ended ? now - age : null,
  });
}
async function insertTask(store: Store, key: string, createdAt: number): Promise<void> {
  const id = newTaskId(createdAt, randomBytes);
  const task = { id, kind: 'build', key, serialKey: null, payload: null, priority: 0 } as const;
  await store.tasks.insert({ ...task, runAt: createdAt, maxAttempts: 1, createdAt });
}

describe('housekeeping', () => {
  it('removes what is older than it is kept, and counts it', async () => {
    const deps = await world();
    const { store } = deps;
    await insertWrite(store, 'old', now - kept.writes - 1);
    await insertWrite(store, 'young', now - kept.writes + 1);
    await insertDelivery(store, 'old', kept.deliveries + 1, true);
    await insertDelivery(store, 'young', 1, true);
    const gone = await cleanUp(deps);
    assert.deepEqual([gone['writes'], gone['deliveries']], [1, 1]);
    assert.equal(await store.writes.get('old'), undefined);
    assert.notEqual(await store.writes.get('young'), undefined);
    assert.notEqual(await store.deliveries.get({ hook: '1', delivery: 'young' }), undefined);
    assert.deepEqual(
      Object.values(await cleanUp(deps)).filter((count) => count > 0),
      [],
      'and nothing twice',
    );
    await store.close();
  });

  it('forgets closed sessions where the server is told how long they are kept, and else only those nobody ever had', async () => {
    const deps = await world();
    const { store } = deps;
    const closed = { state: 'closed', target: 'closed', since: now - 31 * 86_400_000 } as const;
    const [had, ahead] = [aSession(closed), aSession({ ...closed, warm: true })];
    for (const row of [had, ahead]) await store.sessions.insert(row);
    const gone = await cleanUp({ ...deps, keepClosedMs: Number.POSITIVE_INFINITY });
    assert.deepEqual([gone['sessions'], gone['slots']], [0, 1]);
    assert.notEqual(await store.sessions.get(had.id), undefined);
    assert.equal((await cleanUp(deps))['sessions'], 1);
    assert.equal(await store.sessions.get(had.id), undefined);
    await store.close();
  });

  it('cuts the audit where the server is told how long it is kept, and as the last thing, since it may refuse', async () => {
    const deps = await world();
    const { store, audit, clock } = deps;
    const act = { by: 'retention', verb: 'delete', kind: 'Session', space: null, name: 'x', reason: '' };
    for (const days of [90, 80, 50]) await store.audit.add(ownAct(act, now - days * 86_400_000));
    await audit.link();
    assert.equal((await cleanUp({ ...deps, keepAuditMs: Number.POSITIVE_INFINITY }))['audit'], 0);
    assert.equal((await cleanUp(deps))['audit'], 2);
    await audit.link();
    const found = await audit.verify();
    assert.deepEqual({ ...found, hash: '' }, { type: 'whole', from: 3, links: 2, hash: '', unlinked: 0 });
    await clock.advance(20 * 86_400_000);
    await insertWrite(store, 'old', now - kept.writes - 1);
    await store.meta.set('audit-anchor', JSON.stringify({ link: 2, hash: 'forged' }));
    await assert.rejects(cleanUp(deps), { code: 'AUDIT_BROKEN' });
    assert.equal(await store.writes.get('old'), undefined);
    await store.close();
  });

  it('never touches what is still to be done, however old it is', async () => {
    const deps = await world();
    const { store } = deps;
    await insertDelivery(store, 'waiting', kept.deliveries * 2, false);
    await insertTask(store, 'waiting', now - kept.tasks * 2);
    await cleanUp(deps);
    assert.equal((await store.deliveries.get({ hook: '1', delivery: 'waiting' }))?.state, 'pending');
    assert.equal((await store.tasks.unfinished('build')).length, 1);
    await store.close();
  });

  it('comes soon after the start and then every hour, and a store that is away does not end it', async () => {
    const deps = await world();
    const { store, clock } = deps;
    const stop = new AbortController();
    let away = true;
    const warned: string[] = [];
    const flaky: Store = {
      ...store,
      get tasks() {
        if (away) throw new Error('The store is away.');
        return store.tasks;
      },
    };
    const log = { ...quiet, warn: (_: object, message: string) => void warned.push(message) };
    const running = keepHouse({ ...deps, store: flaky, log: log as never }, { signal: stop.signal });
    await insertWrite(store, 'old', now - kept.writes * 2);
    await clock.advance(60_000);
    await clock.waiting(1);
    assert.equal(warned.length, 1);
    away = false;
    await clock.advance(60 * 60_000);
    await clock.waiting(1);
    assert.equal(await store.writes.get('old'), undefined);
    stop.abort();
    await running;
    await store.close();
  });
});
