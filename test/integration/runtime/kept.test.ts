// Sessions that rest, on the whole runtime and by the command line: paused and suspended by themselves, held, waited for,
// and what is left of them cleaned up.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { waitForState } from '../../../cli/client/wait.ts';
import type { EventView } from '../../../server/api/shapes/event.ts';
import type { GarbageView } from '../../../server/api/shapes/runtime.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

const entry = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;
const counting = 'global count\ncount = globals().get("count", 0) + 1\nreturn str(count)';
const times = 'pauseAfter: 1s, suspendAfter: 3s, closeAfter: never';
const patience = 90;

describe('sessions that rest', () => {
  let runtime: RealRuntime;

  before(async () => {
    runtime = await openRealRuntime();
    await runtime.apply({
      ...space('quick', `network: { egress: none }, sessions: { idle: { ${times} } }`),
      ...pythonAgent('quick', 'counting', counting),
      ...space('calm', 'network: { egress: none }'),
      ...pythonAgent('calm', 'counting', counting),
    });
  });
  after(() => runtime[Symbol.asyncDispose]());

  async function raworc<T>(...args: readonly string[]): Promise<T> {
    const env = { ...process.env, RAWORC_API_URL: runtime.url, RAWORC_API_KEY: runtime.token };
    const { stdout } = await promisify(execFile)(process.execPath, [entry, ...args, '-o', 'json'], { env });
    return JSON.parse(stdout) as T;
  }

  it('are paused and suspended after the times of their space, and are back with a message', async () => {
    const { client } = runtime;
    const id = await openSession(runtime, 'quick');
    assert.equal((await waitForState(client, id, 'paused', patience)).reason, 'Idle');
    assert.equal((await waitForState(client, id, 'suspended', patience)).reason, 'Idle');
    assert.equal(await ask(runtime, id, 'counting', 'on'), '1');
    await client.request('DELETE', `sessions/${id}`);
  });

  it('are left as they are while somebody follows them or wants them kept', async () => {
    const { client } = runtime;
    const id = await openSession(runtime, 'quick');
    const kept = await raworc<SessionView>('session', 'keep-alive', id, '--for', '1h');
    assert.ok(Date.parse(kept.keep_alive_until ?? '') > Date.now() + 3_000_000);
    // It may have been suspended before the command came; from here on it is not.
    await ask(runtime, id, 'counting', 'on');

    const [followed, unattended] = await Promise.all(['', ''].map(() => openSession(runtime, 'quick')));
    assert.ok(followed !== undefined && unattended !== undefined);
    const gone = new AbortController();
    /** Until the session is suspended, or nobody wants to know any more. */
    const isSuspended = async (path: string): Promise<boolean> => {
      try {
        for await (const { event } of client.stream('GET', path, { signal: gone.signal })) {
          if (event === 'session.suspended') return true;
        }
      } catch (thrown) {
        if (!gone.signal.aborted) throw thrown;
      }
      return false;
    };
    // It may have been paused before anybody came.
    const attached = isSuspended(`sessions/${followed}/events`);
    assert.equal(await isSuspended(`sessions/${unattended}/events?attached=false`), true);
    gone.abort();
    assert.equal(await attached, false);
    assert.equal((await client.get<SessionView>(`sessions/${id}`)).state, 'idle');
    for (const each of [id, followed, unattended]) await client.request('DELETE', `sessions/${each}`);
  });

  it('change their state by commands that wait for it, and the log says who wanted that', async () => {
    const { id } = await raworc<SessionView>('session', 'create', '-s', 'calm', '--wait');
    const states: string[] = [];
    for (const verb of ['pause', 'resume', 'suspend', 'resume', 'close']) {
      states.push((await raworc<SessionView>('session', verb, id, '--wait')).state);
    }
    assert.deepEqual(states, ['paused', 'idle', 'suspended', 'idle', 'closed']);
    const log = await runtime.client.get<{ items: readonly EventView[] }>(`sessions/${id}/events`);
    const asked = log.items.filter(({ type }) => /paused|suspended|closed/.test(type));
    assert.deepEqual(
      asked.map(({ by }) => by),
      ['admin', 'admin', 'admin'],
    );
    await assert.rejects(raworc('session', 'resume', id, '--wait'), /SESSION_STATE/);
  });

  it('go with their history once somebody says how old it may be, told beforehand', async () => {
    const id = await openSession(runtime, 'calm');
    await raworc('session', 'close', id, '--wait');
    const told = await runtime.client.post<GarbageView>('gc', { dry_run: true, closed_before: 0 });
    assert.ok(told.items.some(({ kind, name }) => kind === 'session' && name === id));
    const gone = await raworc<GarbageView['items']>('gc', '--closed-before', '0s');
    assert.ok(gone.some(({ name }) => name === id));
    await assert.rejects(runtime.client.get(`sessions/${id}`), { code: 'SESSION_NOT_FOUND' });
  });
});
