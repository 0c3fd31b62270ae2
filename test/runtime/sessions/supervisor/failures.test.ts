// Agents that throw, die, hang or can't be started: a failed turn with a code, a sentence and a hint, and a next turn
// that works.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { TurnFailedFrame } from '../../../../runtime/sessions/link/frames.ts';
import { AGENTS, configure, turn } from '../../../support/supervisor/commands.ts';
import { converse, type Conversation } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

let turns = 0;

async function failure(
  host: Conversation,
  message: string,
  more: Parameters<typeof configure>[0],
): Promise<TurnFailedFrame> {
  const id = `t${(turns += 1)}`;
  await host.ask(configure({ revision: id, ...more }));
  await host.ask(turn(id, message));
  const end = await host.end(id);
  assert.equal(end.type, 'turn.failed', JSON.stringify(end));
  const failed = end;
  assert.match(failed.message, /\S/);
  assert.match(failed.hint, /^[A-Z].*\.$/, 'the hint is a sentence');
  return failed;
}

async function answers(host: Conversation): Promise<void> {
  const id = `t${(turns += 1)}`;
  await host.ask(configure({ revision: id }));
  await host.ask(turn(id, 'still there?'));
  const end = await host.end(id);
  assert.equal(end.type === 'turn.done' && end.content, 'echo: still there?');
}

/** Processes of the group that have not ended. */
function livingOf(group: number): readonly string[] {
  const all = spawnSync('ps', ['-eo', 'pgid=,stat=,args='], { encoding: 'utf8' }).stdout.split('\n');
  return all.filter((line) => new RegExp(`^\\s*${group}\\s+[^Z]`).test(line));
}

const logOf = (host: Conversation): string =>
  host.heard.map((frame) => (frame.type === 'log' ? `${frame.text}\n` : '')).join('');

for (const { name, more, message, last, trace } of [
  {
    name: 'python',
    more: { handler: 'main.throws' },
    message: 'x',
    last: 'ValueError: no such deal: x',
    trace: /Traceback.*main\.py.*in inner/s,
  },
  {
    name: 'node',
    more: { handler: 'index.throws', runtime: 'node', dir: `${AGENTS}/node` },
    message: 'x',
    last: 'TypeError: no such deal: x',
    trace: /TypeError: no such deal: x\n.*index\.mjs/s,
  },
]) {
  test(`a handler that throws (${name}) fails its turn with the last line; the trace is in the log`, async () => {
    await using supervisor = startSupervisor();
    const host = await converse(await supervisor.attach());
    const failed = await failure(host, message, more);
    assert.equal(failed.code, 'HANDLER_FAILED');
    assert.equal(failed.message, last);
    assert.match(logOf(host), trace);
    assert.doesNotMatch(logOf(host), /launcher\.py/, 'the trace speaks of the agent, not of us');
    await answers(host);
  });
}

test('a handler that exits Python fails its turn, and not the worker with it', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  assert.equal((await failure(host, '', { handler: 'main.exits' })).message, 'SystemExit: 3');
  assert.ok(!host.heard.some(({ type }) => type === 'worker.exited'));
});

for (const [name, more] of [
  ['python', { handler: 'main.dies' }],
  ['node', { handler: 'index.dies', runtime: 'node', dir: `${AGENTS}/node` }],
] as const) {
  test(`a worker killed in mid-turn (${name}) fails the turn by the signal's name, and is replaced`, async () => {
    await using supervisor = startSupervisor();
    const host = await converse(await supervisor.attach());
    const killed = await failure(host, 'SIGKILL', more);
    assert.equal(killed.code, 'WORKER_DIED');
    assert.match(killed.message, /killed by SIGKILL/);
    assert.match(killed.hint, /memory/, 'what kills so is most often the lack of memory');
    assert.equal((await host.first('worker.exited')).signal, 'SIGKILL');
    const crashed = await failure(host, 'SIGSEGV', more);
    assert.match(crashed.message, /killed by SIGSEGV/);
    await answers(host);
  });
}

test('a worker that exits in mid-turn says with which code', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const failed = await failure(host, '', { handler: 'main.quits' });
  assert.equal(failed.code, 'WORKER_DIED');
  assert.match(failed.message, /exited with code 7/);
  const node = { runtime: 'node', dir: `${AGENTS}/node`, handler: 'index.rejectsLater' };
  assert.match((await failure(host, '', node)).message, /exited with code 1/);
  assert.match(logOf(host), /nobody catches this/);
  await answers(host);
});

test('a worker that crashed is started again for the next turn, with nobody asking', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await failure(host, '', { handler: 'main.dies_once', revision: 'same' });
  await host.ask(turn('again', ''));
  const end = await host.end('again');
  assert.equal(end.type === 'turn.done' && end.content, 'alive');
});

test('a handler that never ends is killed when its time is over, with all that it started', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const failed = await failure(host, '', { handler: 'main.never_ends', timeout_seconds: 0.4 });
  assert.equal(failed.code, 'TURN_TIMEOUT');
  assert.match(failed.message, /within 0\.4 s/);
  const { pid } = await host.first('worker.exited');
  assert.deepEqual(livingOf(pid), [], 'nobody of its process group is left');
  await answers(host);
});

test('time spent frozen does not count against a deadline, for pausing is not the agent’s doing', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.waits', timeout_seconds: 3 }));
  const gate = `${supervisor.workspace}/gate`;
  await host.ask(turn('t1', gate));
  await host.first('turn.delta');
  const { pid } = await host.first('worker.started');
  process.kill(pid, 'SIGSTOP');
  supervisor.signal('SIGSTOP');
  // Longer than the deadline: what is waited for is time itself.
  await new Promise((resolve) => setTimeout(resolve, 3500));
  supervisor.signal('SIGCONT');
  await host.hello();
  process.kill(pid, 'SIGCONT');
  writeFileSync(gate, '');
  assert.equal((await host.end('t1')).type, 'turn.done');
});

for (const [why, more, says] of [
  ['whose module is not there', { handler: 'nowhere.f' }, /No module named 'nowhere'/],
  ['that the module lacks', { handler: 'main.nobody' }, /main has no function or object nobody/],
  ['whose module does not import', { handler: 'broken.f' }, /no_such_module_anywhere/],
  ['that is no dotted name', { handler: 'main' }, /module\.name/],
  ['whose file is not there', { handler: 'nowhere.f', runtime: 'node', dir: `${AGENTS}/node` }, /no nowhere/],
  [
    'that the file does not export',
    { handler: 'index.nobody', runtime: 'node', dir: `${AGENTS}/node` },
    /exports no function or object nobody/,
  ],
] as const) {
  test(`a handler ${why} is told as such, not as a crash`, async () => {
    await using supervisor = startSupervisor();
    const host = await converse(await supervisor.attach());
    const failed = await failure(host, '', more);
    assert.equal(failed.code, 'HANDLER_UNLOADABLE');
    assert.match(failed.message, says);
    await answers(host);
  });
}

test('a worker that can not be started at all says what is missing', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const rust = await failure(host, '', { runtime: 'rust', handler: 'lib.f', dir: AGENTS });
  assert.equal(rust.code, 'WORKER_UNSTARTABLE');
  assert.match(rust.message, /\.raworc\/worker: No such file/);
  const gone = await failure(host, '', { dir: '/no/such/dir' });
  assert.match(gone.message, /\/no\/such\/dir: No such file/);
  await answers(host);
});

test('a reply beyond 16 MiB fails the turn instead of filling memory', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const failed = await failure(host, String(9 * 1024 * 1024), { handler: 'main.size' });
  assert.equal(failed.code, 'REPLY_TOO_LARGE');
  await answers(host);
});
