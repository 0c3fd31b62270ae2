// What a person does inside a session: commands with pipes and with a terminal, and ports, all through the command line.

import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { EventView } from '../../../server/api/shapes/event.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { openSession } from '../../support/runtime/talk.ts';
import { openTerminal } from '../../support/terminal/terminal.ts';

const entry = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;

interface Ran {
  readonly exit_code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly timed_out: boolean;
}

describe('hands in a session', () => {
  let runtime: RealRuntime;
  let id: string;
  const children = new Set<ChildProcessWithoutNullStreams>();

  before(async () => {
    runtime = await openRealRuntime();
    await runtime.apply({
      ...space('team', 'network: { egress: none }, routing: { default: echo }'),
      ...pythonAgent('team', 'echo', 'return message', { env: { MOOD: 'good' } }),
    });
    id = await openSession(runtime, 'team');
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await runtime[Symbol.asyncDispose]();
  });

  const env = () => ({ ...process.env, RAWORC_API_URL: runtime.url, RAWORC_API_KEY: runtime.token });
  function raworc(...args: readonly string[]): ChildProcessWithoutNullStreams {
    const child = spawn(process.execPath, [entry, ...args], { env: env() });
    children.add(child);
    child.once('close', () => children.delete(child));
    return child;
  }
  async function ran(child: ChildProcessWithoutNullStreams) {
    const [[code], stdout, stderr] = await Promise.all([
      once(child, 'close') as Promise<[number]>,
      buffer(child.stdout),
      text(child.stderr),
    ]);
    return { code, stdout, stderr };
  }
  const run = (command: readonly string[], more: object = {}) =>
    runtime.client.post<Ran>(`sessions/${id}/exec`, { command, ...more });

  /** Resolves when no process in the session has that word in its command line. */
  async function nothingLeft(word: string): Promise<void> {
    const script = `for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline 2>/dev/null | grep -v grep | grep -e '${word}'; done; true`;
    for (let looks = 0; looks < 100; looks += 1) {
      // The looking shell has the word in its own command line.
      const { stdout } = await run(['sh', '-c', script]);
      const left = stdout.split('\n').filter((line) => line.includes(word) && !line.includes('cmdline'));
      if (left.length === 0) return;
      if (looks === 99) assert.fail(`Left over: ${left.join('; ')}`);
    }
  }

  it('runs a command over the API and says how it ended and what it printed', async () => {
    const script = 'cat; id -u; pwd; echo "$WORD" >&2; exit 3';
    const result = await run(['sh', '-c', script], { stdin: 'in\n', env: { WORD: 'for' } });
    assert.deepEqual(result, {
      exit_code: 3,
      stdout: 'in\n10001\n/session\n',
      stderr: 'for\n',
      truncated: false,
      timed_out: false,
    });
  });

  it('bounds what is kept of an output, and how long a command may take', async () => {
    const large = await run(['head', '-c', '3000000', '/dev/zero']);
    assert.deepEqual([large.exit_code, large.truncated, large.stdout.length], [0, true, 1024 * 1024]);
    const slow = await run(['sh', '-c', 'trap "" HUP; sleep 4711'], { timeout: 2 });
    assert.deepEqual([slow.timed_out, slow.exit_code], [true, 137]);
    await nothingLeft('4711');
  });

  it('answers as soon as the command has ended, whatever that left in the background', async () => {
    const result = await run(['sh', '-c', 'sleep 5 & echo bye']);
    assert.deepEqual([result.exit_code, result.stdout, result.timed_out], [0, 'bye\n', false]);
  });

  it('starts in an agent’s folder with its environment, to try what the agent does', async () => {
    const { stdout } = await run(['sh', '-c', 'pwd; echo $MOOD'], { agent: 'echo' });
    assert.equal(stdout, '/agents/echo\ngood\n');
    await assert.rejects(run(['true'], { agent: 'ecco' }), { code: 'AGENT_NOT_FOUND' });
  });

  it('pipes every byte through the command line in both directions, and takes over the exit code', async () => {
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7) % 256));
    const child = raworc('session', 'exec', id, '-i', '--', 'sh', '-c', 'cat; echo done >&2; exit 42');
    child.stdin.end(bytes);
    const { code, stdout, stderr } = await ran(child);
    assert.ok(stdout.equals(bytes));
    assert.deepEqual([code, stderr], [42, 'done\n']);
  });

  it('gives a terminal that follows the window, and gives back the person’s own', async () => {
    const command = ['session', 'exec', id, '-it', '--', 'sh', '-c'];
    const script = 'tty; while read line; do stty size; [ "$line" = end ] && exit 9; done';
    await using terminal = openTerminal([process.execPath, entry, ...command, script], env());
    await terminal.see(/\/dev\/pts/);
    terminal.type('look\r');
    await terminal.see(/24 80/);
    terminal.resize(40, 132);
    // The command is told a moment after the window has changed.
    for (let size = ''; !size.includes('40 132');) {
      terminal.type('look\r');
      size = await terminal.see(/\d+ \d+\r\n/);
    }
    terminal.type('end\r');
    const { code, rest } = await terminal.ended;
    assert.equal(code, 9);
    assert.match(rest, /\[canonical 1 echo 1\]/);
  });

  it('passes Ctrl-C to the command in the terminal, and not to itself', async () => {
    const script = 'trap "echo caught; exit 5" INT; echo ready; while :; do sleep 0.1; done';
    const command = ['session', 'exec', id, '-it', '--', 'sh', '-c', script];
    await using terminal = openTerminal([process.execPath, entry, ...command], env());
    await terminal.see(/ready/);
    terminal.type('\u0003');
    const { code, rest } = await terminal.ended;
    assert.match(rest, /caught/);
    assert.equal(code, 5);
  });

  it('leaves nothing over when whoever asked is killed, children and those that ignore hang-ups too', async () => {
    const script = 'trap "" HUP; sleep 4712 & echo ready; sleep 4712';
    const child = raworc('session', 'exec', id, '--', 'sh', '-c', script);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await nothingLeft('4712');
  });

  it('writes down who ran what, and nothing of what was printed', async () => {
    const { items } = await runtime.client.get<{ items: EventView[] }>(`sessions/${id}/events`);
    const told = items.filter(({ type }) => type === 'session.exec');
    assert.deepEqual(told[0]?.by, 'admin');
    assert.match(String(told[0]?.data['command']), /^sh -c cat; id -u/);
    assert.doesNotMatch(JSON.stringify(told), /10001/);
  });

  /** A server in the session, and a port of this machine that leads to it. */
  async function forwarded() {
    const program =
      'import http.server, sys\n' +
      'class H(http.server.SimpleHTTPRequestHandler):\n  def log_message(self, *_): pass\n' +
      'server = http.server.ThreadingHTTPServer(("127.0.0.1", 4713), H)\n' +
      'print("ready", flush=True)\nserver.serve_forever()';
    const server = raworc('session', 'exec', id, '--', 'python3', '-c', program);
    await once(server.stdout, 'data');
    const forward = raworc('session', 'forward', id, '0:4713', '0:4714');
    let said = '';
    const lines = forward.stderr;
    lines.setEncoding('utf8').on('data', (line: string) => (said += line));
    async function hear(what: RegExp): Promise<RegExpMatchArray> {
      for (;;) {
        const match = said.match(what);
        if (match !== null) return match;
        await once(lines, 'data');
      }
    }
    const [, open = ''] = await hear(/127\.0\.0\.1:(\d+) leads to port 4713/);
    const [, closed = ''] = await hear(/127\.0\.0\.1:(\d+) leads to port 4714/);
    return { server, forward, open, closed, hear };
  }

  it('reaches a server in a session that has no network, many times at once, and ends without a trace', async () => {
    await run(['sh', '-c', 'head -c 8000000 /dev/zero > large']);
    const { server, forward, open, closed, hear } = await forwarded();
    const large = await fetch(`http://127.0.0.1:${open}/large`);
    assert.equal((await large.arrayBuffer()).byteLength, 8_000_000);
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => (await fetch(`http://127.0.0.1:${open}/`)).status),
    );
    assert.ok(answers.every((status) => status === 200));
    await assert.rejects(fetch(`http://127.0.0.1:${closed}/`));
    await hear(/PORT_CLOSED: Nothing listens on port 4714 in the session\./);
    forward.kill('SIGINT');
    const [code] = (await once(forward, 'close')) as [number];
    assert.equal(code, 0);
    server.kill('SIGTERM');
    await nothingLeft('relay.py');
    await nothingLeft('4713');
  });

  it('says that a session sleeps, and what to do; and wakes it where that is asked for', async () => {
    await runtime.client.post(`sessions/${id}/pause`);
    await runtime.client.get(`sessions/${id}/wait`, { state: 'paused' });
    await assert.rejects(run(['true']), { code: 'SESSION_STATE', hint: /resume|wake/ });
    const refused = await ran(raworc('session', 'exec', id, '--', 'true'));
    assert.deepEqual([refused.code, /paused/.test(refused.stderr)], [6, true]);
    assert.equal((await ran(raworc('session', 'forward', id, '0:4713'))).code, 6);
    assert.equal((await run(['echo', 'awake'], { wake: true })).stdout, 'awake\n');
  });

  it('tells who is inside that the session is closed', async () => {
    const inside = raworc('session', 'exec', id, '--', 'sh', '-c', 'echo ready; sleep 4715');
    await once(inside.stdout, 'data');
    const through = raworc('session', 'forward', id, '0:4713');
    await once(through.stderr, 'data');
    const both = Promise.all([ran(inside), ran(through)]);
    await runtime.client.request('DELETE', `sessions/${id}`);
    const [first, second] = await both;
    assert.notEqual(first.code, 0);
    assert.match(second.stderr, /RELAY_GONE/);
    await assert.rejects(run(['true']), { code: 'SESSION_STATE' });
  });
});
