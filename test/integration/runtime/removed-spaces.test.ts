// A space that is removed, on the whole runtime: what people had in its sessions is kept for a while and had back by the
// command line, byte for byte; afterwards nothing of it is left on the engine.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { waitForState } from '../../../cli/client/wait.ts';
import type { SealingKeyView } from '../../../server/api/shapes/runtime.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { SpaceView } from '../../../server/api/shapes/space.ts';
import type { StatusView } from '../../../server/api/shapes/status.ts';
import type { Listed } from '../../../server/api/shapes/view.ts';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import { workspaceName } from '../../../runtime/sessions/names.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

const entry = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;
const patience = 120;
const declared = {
  ...space('team', 'network: { egress: none }'),
  ...pythonAgent('team', 'echo', 'return message'),
};

async function raworc(runtime: RealRuntime, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, RAWORC_API_URL: runtime.url, RAWORC_API_KEY: runtime.token };
  return (await promisify(execFile)(process.execPath, [entry, ...args], { env })).stdout;
}

/** Takes the space out of Git and confirms that. */
async function remove({ client, config }: RealRuntime, name: string, session: string): Promise<SessionView> {
  await config.commit({ [`spaces/${name}`]: null });
  for (;;) {
    await client.post('sync', { wait: 60 });
    const { items } = await client.get<Listed<SpaceView>>('spaces');
    const left = items.find((each) => each.name === name);
    if (left === undefined) return waitForState(client, session, 'closed', patience);
    if (left.awaiting_confirmation !== null) {
      await client.post(`spaces/${name}/confirm`, { plan: left.awaiting_confirmation });
    }
  }
}

async function hasWorkspace({ client }: RealRuntime, session: string): Promise<boolean> {
  const { installation } = await client.get<SealingKeyView>('sealing-key');
  const engine = createDockerEngine({ owner: installation });
  try {
    return (await engine.volumes.inspect(workspaceName(session as SessionId))) !== undefined;
  } finally {
    await engine.close();
  }
}

describe('a space that is removed', () => {
  it('leaves its sessions to be had back with their files and their history, and says until when', async () => {
    await using runtime = await openRealRuntime();
    const folder = mkdtempSync(join(tmpdir(), 'raworc-removed-'));
    try {
      await runtime.apply({ ...declared, ...space('other', 'network: { egress: none }') });
      const id = await openSession(runtime, 'team');
      await ask(runtime, id, 'echo', 'remember');
      const bytes = randomBytes(300_000);
      writeFileSync(join(folder, 'in'), bytes);
      await raworc(runtime, 'session', 'cp', join(folder, 'in'), `${id}:report.bin`);

      const closed = await remove(runtime, 'team', id);
      const keptMs = Date.parse(closed.workspace_kept_until ?? '') - Date.now();
      assert.ok(Math.abs(keptMs - 7 * 24 * 60 * 60_000) < 10 * 60_000, `${keptMs} ms`);
      const { kept } = await runtime.client.get<StatusView>('status');
      assert.deepEqual(kept, [{ space: 'team', sessions: 1, until: closed.workspace_kept_until }]);
      assert.equal((await raworc(runtime, 'session', 'list', '--kept', '-o', 'name')).trim(), id);
      await raworc(runtime, 'gc');
      assert.equal(await hasWorkspace(runtime, id), true);

      await assert.rejects(raworc(runtime, 'session', 'reopen', id), /SPACE_NOT_FOUND/);
      await runtime.apply(declared);
      await raworc(runtime, 'session', 'reopen', id, '--wait');
      await raworc(runtime, 'session', 'cp', `${id}:report.bin`, join(folder, 'out'));
      assert.deepEqual(readFileSync(join(folder, 'out')), bytes);
      assert.equal(await ask(runtime, id, 'echo', 'again'), 'again');
      const { items } = await runtime.client.get<Listed<{ content: string }>>(`sessions/${id}/messages`);
      assert.deepEqual(
        items.map(({ content }) => content),
        ['remember', 'remember', 'again', 'again'],
      );

      await remove(runtime, 'team', id);
      const moved = await raworc(runtime, 'session', 'reopen', id, '--space', 'other', '-o', 'json');
      assert.equal((JSON.parse(moved) as SessionView).space, 'other');
      assert.equal(await hasWorkspace(runtime, id), true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is gone from the engine after the time that is set, and for good', async () => {
    await using runtime = await openRealRuntime({ settings: { RAWORC_KEEP_PRUNED: '1s' } });
    await runtime.apply(declared);
    const id = await openSession(runtime, 'team');
    await ask(runtime, id, 'echo', 'forget');
    await remove(runtime, 'team', id);
    // The sweep looks every few seconds; the session's message says when it is done.
    for (;;) {
      const { message } = await runtime.client.get<SessionView>(`sessions/${id}`);
      if (/It is gone/.test(message)) break;
    }
    assert.equal(await hasWorkspace(runtime, id), false);
    await assert.rejects(raworc(runtime, 'session', 'reopen', id), /WORKSPACE_GONE/);
    const { kept } = await runtime.client.get<StatusView>('status');
    assert.deepEqual(kept, []);
  });
});
