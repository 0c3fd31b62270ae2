// A second container engine on this machine, a test's own: it can be killed, restarted, emptied or given a tiny disk
// without disturbing anybody. It makes no networks and touches no firewall.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureEngine } from '../machine/engine.ts';

export interface OwnEngine {
  readonly socketPath: string;
  /** `kill -9`; containers without an engine end when it comes back. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Ends it for good and removes all that it had. */
  close(): Promise<void>;
}

export interface OwnEngineOptions {
  /** Size of its disk; left out, as large as the machine's. */
  readonly diskBytes?: number;
  /** It has a bridge in a network of its own that leads nowhere: what builds need to run a step. */
  readonly hasBridge?: boolean;
}

const READY_DEADLINE_MS = 30_000;
const POLL_MS = 50;

/** Throws where it can't be started: it takes root and `dockerd`. */
export async function startOwnEngine({
  diskBytes,
  hasBridge = false,
}: OwnEngineOptions = {}): Promise<OwnEngine> {
  // Which also installs it where it is absent.
  await ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) });
  const folder = mkdtempSync(join(tmpdir(), 'raworc-own-engine-'));
  const [data, exec, log] = [join(folder, 'data'), join(folder, 'exec'), join(folder, 'log')];
  const socketPath = join(folder, 'engine.sock');
  mkdirSync(data);
  if (diskBytes !== undefined) run('mount', '-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', data);
  const args = [
    `--host=unix://${socketPath}`,
    `--data-root=${data}`,
    `--exec-root=${exec}`,
    `--pidfile=${join(folder, 'pid')}`,
    ...(hasBridge ? [] : ['--bridge=none']),
    '--iptables=false',
    '--ip6tables=false',
    // A disk in memory can't carry overlays of overlays.
    ...(diskBytes === undefined ? [] : ['--storage-driver=vfs']),
  ];
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const output = openSync(log, 'a');
    // In a network of its own: an engine without a bridge removes the one that the machine's engine has.
    child = spawn('unshare', ['--net', 'dockerd', ...args], { stdio: ['ignore', output, output] });
    const deadline = Date.now() + READY_DEADLINE_MS;
    while (!(await answers(socketPath))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`No engine of our own could be started:\n${readFileSync(log, 'utf8').slice(-2000)}`);
      }
      await delay(POLL_MS);
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  const engine: OwnEngine = {
    socketPath,
    start,
    async crash() {
      await end('SIGKILL');
      // Its containerd dies with it, but a moment later; the next engine would wait for it in vain.
      rmSync(join(exec, 'containerd/containerd.pid'), { force: true });
    },
    async close() {
      // Gracefully, for only a living engine takes its containers and its containerd with it.
      if (child?.signalCode != null) await start();
      await end('SIGTERM');
      unmountBelow(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await start();
  } catch (thrown) {
    unmountBelow(folder);
    throw thrown;
  }
  return engine;
}

/** A crashed engine leaves mounts behind that the next one knows nothing of. */
function unmountBelow(folder: string): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounts.toReversed()) run('umount', '-l', path);
}

function run(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`\`${program} ${args.join(' ')}\` failed: ${stderr}`);
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    ping.once('error', () => resolve(false));
    ping.end();
  });
}
