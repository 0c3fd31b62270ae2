// Who writes more than the space allows is stopped, in a real container: nothing else has a process table of its own.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  AGENT_DIR,
  openSupervisedEngine,
  type SupervisedEngine,
} from '../../../support/supervisor/container.ts';
import { configure, turn } from '../../../support/supervisor/commands.ts';
import { converse, type Conversation } from '../../../support/supervisor/conversation.ts';

const MEBIBYTE = 1024 * 1024;
const STOPPED_WITHIN_MS = 10_000;
const LIMIT = { type: 'workspace.limit', bytes: 64 * MEBIBYTE, files: 2_000 };
const FLOOD = 'n = 0\nwhile True:\n    open("/session/f%d" % n, "w").close()\n    n += 1';
const DELETED =
  'import os\nf = open("/session/f", "wb")\nos.unlink("/session/f")\nwhile True: f.write(bytes(1 << 20))';
const WRITE = 'exec dd if=/dev/zero of=/session/large bs=1M';

let there: SupervisedEngine;
before(async () => void (there = await openSupervisedEngine()));
after(() => there[Symbol.asyncDispose]());

async function limited(): Promise<{ readonly id: string; readonly host: Conversation }> {
  const id = await there.run();
  const host = await converse(await there.engine.containers.attach(id));
  await host.hello();
  await host.ask(LIMIT);
  return { id, host };
}

/** An agent that runs this instead of answering. */
const running = (...command: string[]) =>
  configure({ agent: 'writer', contract: 'exec', command, dir: AGENT_DIR });
const asPerson = { user: '10001:10001' };
const exec = (id: string, script: string) => there.engine.containers.exec(id, ['sh', '-c', script], asPerson);

async function within<T>(what: Promise<T>, since = Date.now()): Promise<T> {
  const result = await what;
  const took = Date.now() - since;
  assert.ok(took < STOPPED_WITHIN_MS, `it took ${took} ms`);
  return result;
}

const full = (host: Conversation) => host.first('workspace', (frame) => frame.full === true);

/** Nobody who writes is left, whoever makes room is let, and then the next turn is answered. */
async function recovers(id: string, host: Conversation): Promise<void> {
  const { exitCode } = await exec(id, 'grep -lE "dd|python3 -c" /proc/[0-9]*/comm');
  assert.notEqual(exitCode, 0, 'a writer is left');
  const { seq } = await full(host);
  await exec(id, 'cd /session && find . -maxdepth 1 -type f -delete');
  await host.first('workspace', (frame) => frame.seq > seq && frame.full === undefined);
  await host.ask({ ...running('cat'), revision: 'after' });
  await host.ask(turn('after', 'hello', { agent: 'writer' }));
  const end = await host.end('after');
  assert.equal(end.type === 'turn.done' && end.content, 'hello');
  host.leave();
}

for (const [what, command] of [
  ['one large file', ['sh', '-c', WRITE]],
  ['a flood of empty files, for inodes run out too', ['python3', '-c', FLOOD]],
] as const) {
  test(`an agent that writes ${what} is stopped, and its turn says why`, async (t) => {
    const { id, host } = await limited();
    await host.ask(running(...command));
    const began = Date.now();
    await host.ask(turn('t1', '', { agent: 'writer' }));
    const end = await within(host.end('t1'), began);
    t.diagnostic(`stopped after ${Date.now() - began} ms`);
    assert.equal(end.type === 'turn.failed' && end.code, 'WORKSPACE_FULL');
    assert.match(end.type === 'turn.failed' ? end.hint : '', /resources\.files/u);
    await host.ask(turn('t2', '', { agent: 'writer' }));
    const refused = await host.end('t2');
    assert.equal(refused.type === 'turn.failed' && refused.code, 'WORKSPACE_FULL');
    await recovers(id, host);
  });
}

test('a file that was deleted while it is written still counts: it is on the disk until it is closed', async (t) => {
  const { host } = await limited();
  await host.ask(running('python3', '-c', DELETED));
  const began = Date.now();
  await host.ask(turn('t1', '', { agent: 'writer' }));
  const end = await within(host.end('t1'), began);
  t.diagnostic(`stopped after ${Date.now() - began} ms`);
  assert.equal(end.type === 'turn.failed' && end.code, 'WORKSPACE_FULL');
  // With the process the file is gone, and nobody has to make room.
  const { seq } = await full(host);
  await host.first('workspace', (frame) => frame.seq > seq && frame.full === undefined);
  host.leave();
});

test('a file counts with what it takes on the disk, so a sparse one of a terabyte is let', async () => {
  const { host } = await limited();
  await host.ask(running('truncate', '-s', '1T', '/session/sparse'));
  await host.ask(turn('t1', '', { agent: 'writer' }));
  assert.equal((await host.end('t1')).type, 'turn.done');
  await host.ask({ type: 'workspace.measure' });
  const { bytes } = await host.first('workspace', ({ files }) => files > 0);
  assert.ok(bytes < MEBIBYTE, `${bytes}`);
  host.leave();
});

test('what an agent left behind is stopped too, though its turn has ended long ago', async (t) => {
  const { id, host } = await limited();
  // Until it has left the turn's process group, which ends with the turn.
  const leave = `setsid -f sh -c ': > /session/left; ${WRITE}' >/dev/null 2>&1 </dev/null`;
  await host.ask(running('sh', '-c', `${leave}; until [ -e /session/left ]; do sleep 0.01; done`));
  const began = Date.now();
  await host.ask(turn('t1', '', { agent: 'writer' }));
  assert.equal((await host.end('t1')).type, 'turn.done');
  await within(full(host), began);
  t.diagnostic(`stopped after ${Date.now() - began} ms`);
  await recovers(id, host);
});

test('a command that a person runs is stopped too, also while no runtime is attached', async (t) => {
  const { id, host } = await limited();
  host.leave();
  const began = Date.now();
  const { exitCode } = await within(exec(id, WRITE), began);
  t.diagnostic(`stopped after ${Date.now() - began} ms`);
  assert.equal(exitCode, 137);
  const next = await converse(await there.engine.containers.attach(id), 2);
  assert.equal((await next.hello()).workspace?.full, true);
  await recovers(id, next);
});

test('in a full workspace a command may remove files but not write more', async () => {
  const { id, host } = await limited();
  await exec(id, WRITE);
  await full(host);
  const more = await within(exec(id, 'exec dd if=/dev/zero of=/session/more bs=1M'));
  assert.equal(more.exitCode, 137);
  await recovers(id, host);
});
