// What a session can't do, tried from inside on a real engine, by an agent's worker and by `exec`; and that the same attempts succeed
// where nothing holds them.

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { hostBaseNames } from '../../../runtime/images/base/base-names.ts';
import { openElsewhere } from '../../support/machine/elsewhere.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';
import { type Attempt, kernelAttempts, networkAttempts } from './attempts.ts';
import { type Controls, openControls } from './controls.ts';
import { ELSEWHERE, type Places } from './places.ts';
import { programOf, verdictOf, type Verdict } from './program.ts';

interface Ran {
  readonly exit_code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const LIMITS = 'resources: { cpus: 0.5, memory: 256Mi, pids: 64 }';
/** Runs what it is told in a process of its own, so that what kills the attempt does not kill the worker. */
const TRY = `import json, subprocess
tried = subprocess.run([sys.executable, '-c', message], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
return json.dumps({'output': tried.stdout, 'killed': tried.returncode == -9})`;
/** Listens on port 7000 and says its address. */
const SERVE = `import http.server, socket, threading
server = http.server.HTTPServer(('0.0.0.0', 7000), http.server.BaseHTTPRequestHandler)
threading.Thread(target=server.serve_forever, daemon=True).start()
return socket.gethostbyname(socket.gethostname())`;

const opened = new AsyncDisposableStack();
let runtime: RealRuntime;
let controls: Controls;
let places: Places;
const sessions = { loud: '', quiet: '' };

async function listenEverywhere(): Promise<number> {
  const server: Server = createServer((_, response) => response.end('a database'));
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  opened.defer(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const machineAddresses = (): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((interfaces) => interfaces ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);

before(async () => {
  opened.use(await openElsewhere(Object.values(ELSEWHERE)));
  for (const address of Object.values(ELSEWHERE))
    assert.equal(await (await fetch(`http://${address}`)).text(), 'elsewhere', `${address} is ours`);
  runtime = opened.use(
    await openRealRuntime({
      settings: { RAWORC_HOST: '0.0.0.0', RAWORC_INSECURE_HTTP: 'on', RAWORC_EGRESS_ALLOW: ELSEWHERE.opened },
    }),
  );
  controls = opened.use(await openControls((await hostBaseNames()).base));
  const applied = await runtime.apply({
    ...space('loud', `network: { egress: internet }, ${LIMITS}`),
    ...pythonAgent('loud', 'try', TRY),
    ...pythonAgent('loud', 'serve', SERVE),
    ...space('other', 'network: { egress: internet }'),
    ...pythonAgent('other', 'serve', SERVE),
    ...space('quiet', `network: { egress: none }, ${LIMITS}`),
    ...pythonAgent('quiet', 'try', TRY),
  });
  assert.equal(applied.result, 'converged', JSON.stringify(applied));
  sessions.loud = await openSession(runtime, 'loud');
  sessions.quiet = await openSession(runtime, 'quiet');
  places = {
    apiPort: Number(new URL(runtime.url).port),
    databasePort: await listenEverywhere(),
    machine: machineAddresses(),
    elsewhere: ELSEWHERE,
    stranger: await ask(runtime, await openSession(runtime, 'other'), 'serve', 'listen'),
    sibling: await ask(runtime, await openSession(runtime, 'loud'), 'serve', 'listen'),
    name: controls.name,
  };
});
after(() => opened.disposeAsync());

async function byWorker(session: string, code: string): Promise<Verdict> {
  const reply = await ask(runtime, session, 'try', programOf(code));
  return verdictOf(JSON.parse(reply) as { output: string; killed: boolean });
}

async function byExec(session: string, code: string): Promise<Verdict> {
  const command = ['python3', '-c', programOf(code)];
  const { exit_code, stdout, stderr } = await runtime.client.post<Ran>(`sessions/${session}/exec`, {
    command,
  });
  return verdictOf({ output: stdout + stderr, killed: exit_code === 137 });
}

function rows(attempts: readonly Attempt[]): void {
  for (const { title, code, control, from = 'loud' } of attempts) {
    it(title, async () => {
      const tried = code(places);
      assert.equal((await byWorker(sessions[from], tried)).type, 'held');
      assert.equal((await byExec(sessions[from], tried)).type, 'held');
      const without = await controls.attempt(control, tried);
      assert.equal(without.type, 'got', `Where nothing holds it: ${JSON.stringify(without)}`);
    });
  }
}

describe('a session and the machine: it', () => rows(kernelAttempts));
describe('a session and the network: it', () => rows(networkAttempts));

describe('what holds a session', () => {
  it('lets it reach public addresses and what an operator opened, so that nothing above passes for want of a network', async () => {
    for (const address of [ELSEWHERE.open, ELSEWHERE.opened]) {
      const verdict = await byWorker(sessions.loud, `return reach(['${address}'], 80)`);
      assert.equal(verdict.type, 'got', JSON.stringify(verdict));
    }
  });

  it('lets it ask for names as the machine does', async () => {
    // A name that nobody may have: whoever is asked says so.
    const code = `return socket.getaddrinfo('nobody.invalid', 80)`;
    const inside = await byWorker(sessions.loud, code);
    assert.deepEqual(inside, await controls.attempt('unheld', code));
    assert.match(JSON.stringify(inside), /gaierror\(-(2|5)/u, 'somebody answered');
  });

  it('lets it live on when it forks without end, and others beside it', async () => {
    const bomb = `while True:
    try: os.fork()
    except OSError: pass`;
    const exploding = runtime.client.post<Ran>(`sessions/${sessions.quiet}/exec`, {
      command: ['timeout', '-s', 'KILL', '5', 'python3', '-c', programOf(bomb)],
    });
    const beside = await byWorker(sessions.loud, 'return 1');
    assert.equal(beside.type, 'got');
    await exploding;
    const itself = await byWorker(sessions.quiet, 'return 2');
    assert.equal(itself.type, 'got', JSON.stringify(itself));
  });
});
