// The disk under RAWORC_HOME fills up: what can't be kept is refused, what is kept can be read, and room is all it takes.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { MessageView } from '../../../server/api/shapes/message.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

const isolated = 'network: { egress: none }';

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

function saysDiskIsFull({ code, message, hint }: Refusal): true {
  assert.match(code, /^(STORE_FULL|DISK_FULL)$/, message);
  assert.match(message, /full.*\.$/);
  assert.match(hint ?? '', /space/);
  return true;
}

function fill(path: string): void {
  const file = openSync(path, 'w');
  for (const size of [1024 * 1024, 4096]) {
    const block = Buffer.alloc(size);
    try {
      for (;;) writeSync(file, block);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
    }
  }
  closeSync(file);
}

describe('a full disk', () => {
  let disk: string;
  let runtime: RealRuntime;
  let session: string;
  before(async () => {
    disk = mkdtempSync(join(tmpdir(), 'raworc-small-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', disk]);
    runtime = await openRealRuntime({ home: join(disk, 'home') });
    await runtime.apply({ ...space('team', isolated), ...pythonAgent('team', 'echo', 'return message') });
    session = await openSession(runtime, 'team');
    assert.equal(await ask(runtime, session, 'echo', 'before'), 'before');
  });
  after(async () => {
    await runtime?.[Symbol.asyncDispose]();
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  });

  it('refuses what it could not keep and still shows what it has, because accepted means kept', async () => {
    const filler = join(disk, 'filler');
    fill(filler);
    const { client } = runtime;
    const large = 'x'.repeat(256 * 1024);
    await assert.rejects(
      client.post(`sessions/${session}/messages`, { content: large, agent: 'echo' }),
      saysDiskIsFull,
    );
    const messages = await client.all<MessageView>(`sessions/${session}/messages`);
    assert.deepEqual(
      messages.map(({ content }) => content),
      ['before', 'before'],
    );
    assert.equal((await client.get<SessionView>(`sessions/${session}`)).id, session);

    rmSync(filler);
    assert.equal(await ask(runtime, session, 'echo', 'after'), 'after');
    const { result } = await runtime.apply(pythonAgent('team', 'echo', 'return message + "!"'));
    assert.equal(result, 'converged');
    assert.equal(await ask(runtime, session, 'echo', 'after'), 'after!');
  });
});
