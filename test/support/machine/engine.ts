// Makes sure that a container engine answers on this machine: takes the one that runs, else starts one, else installs
// one from the distribution's packages, else says what is missing. Works from any Node script, tests or not.

import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensurePrograms } from './debian.ts';
import { routeMtu } from './route-mtu.ts';

export interface MachineEngine {
  /** True where this call started it. */
  readonly started: boolean;
  /** Stops it where this call started it; otherwise it was somebody's and stays. */
  stop(): Promise<void>;
}

export interface EnsureEngineOptions {
  /** Told each step before it is taken on the machine. */
  readonly say: (step: string) => void;
}

const SOCKET = '/var/run/docker.sock';
const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 30_000;
const POLL_MS = 100;

export async function ensureEngine({ say }: EnsureEngineOptions): Promise<MachineEngine> {
  if (await answers()) return { started: false, stop: () => Promise.resolve() };
  const elsewhere = process.env['DOCKER_HOST'];
  if (elsewhere !== undefined && !elsewhere.startsWith('unix://')) {
    throw new Error(`DOCKER_HOST is ${elsewhere}, and no container engine answers there.`);
  }
  if (process.getuid?.() !== 0) {
    throw new Error(
      'No container engine answers, and only root may start one. Start Docker, or run this as root, or set DOCKER_HOST.',
    );
  }
  await ensurePrograms(['dockerd', 'iptables'], { say });
  return start(say);
}

/** Whether the engine that DOCKER_HOST names, or the usual socket, answers a ping. */
export function answers(): Promise<boolean> {
  const host = process.env['DOCKER_HOST'] ?? '';
  const target = /^(tcp|http):\/\//.test(host)
    ? { hostname: new URL(host).hostname, port: new URL(host).port }
    : { socketPath: host.replace(/^unix:\/\//, '') || SOCKET };
  return new Promise((resolve) => {
    const ping = request({ ...target, path: '/_ping', timeout: 5_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    ping.once('timeout', () => ping.destroy());
    ping.once('error', () => resolve(false));
    ping.end();
  });
}

async function start(say: EnsureEngineOptions['say']): Promise<MachineEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-engine-'));
  const log = join(folder, 'dockerd.log');
  say(`Starting dockerd (its log: ${log})`);
  const output = openSync(log, 'a');
  const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  const mtu = routeMtu();
  const child = spawn('dockerd', mtu === undefined ? [] : [`--mtu=${mtu}`], {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, PATH },
  });
  let failure: string | undefined;
  const ended = new Promise<void>((resolve) => {
    const fail = (why: string): void => {
      failure = why;
      resolve();
    };
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`it ended with ${code}`));
  });
  child.unref();

  const deadline = Date.now() + START_DEADLINE_MS;
  while (!(await answers())) {
    if (failure === undefined && Date.now() > deadline)
      failure = `it did not answer within ${START_DEADLINE_MS} ms`;
    if (failure !== undefined) {
      const end = readFileSync(log, 'utf8').split('\n').slice(-15).join('\n');
      throw new Error(`dockerd could not be started: ${failure}. The end of ${log}:\n${end}`);
    }
    await delay(POLL_MS);
  }
  return {
    started: true,
    async stop() {
      say('Stopping dockerd');
      // What waits for its end must keep this process alive until then.
      child.ref();
      child.kill('SIGTERM');
      await Promise.race([ended, delay(STOP_DEADLINE_MS, undefined, { ref: false })]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
