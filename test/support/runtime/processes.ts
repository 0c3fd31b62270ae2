// `raworc serve` in several processes with roles, on one MySQL database: each with a home of its own, and those that face the
// network without an engine and without a way to the config repository.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from '../../../cli/client/client.ts';
import { cleanEngine } from '../../../scripts/demo/clean-engine.ts';
import {
  createRepository,
  type FixtureFiles,
  type FixtureRepository,
} from '../git-server/fixture-repository.ts';

export interface ServingProcess {
  readonly home: string;
  /** What it said so far. */
  log(): string;
  kill(): Promise<void>;
  /** With the code that it exits with. */
  stop(): Promise<number | null>;
}

export interface ApiSide extends ServingProcess {
  readonly url: string;
  readonly token: string;
  client(): Client;
}

export interface Processes extends AsyncDisposable {
  readonly config: FixtureRepository;
  startApi(env?: NodeJS.ProcessEnv): Promise<ApiSide>;
  startOperator(env?: NodeJS.ProcessEnv): Promise<ServingProcess>;
  /** For one that is expected to refuse: what it said when it had ended. */
  refusal(role: string, env?: NodeJS.ProcessEnv): Promise<string>;
}

const entry = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;
const tries = 600;

export async function openProcesses(files: FixtureFiles, databaseUrl: string): Promise<Processes> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-processes-'));
  const config = await createRepository(join(folder, 'config.git'));
  await config.commit(files);
  const masterKey = randomBytes(32).toString('base64');
  const running = new Set<ChildProcess>();
  let count = 0;

  async function spawnRole(
    role: string,
    env: NodeJS.ProcessEnv,
    isUp: (home: string, log: string) => boolean,
  ) {
    const home = join(folder, `${role}-${(count += 1)}`);
    const logPath = join(folder, `${role}-${count}.log`);
    const out = openSync(logPath, 'a');
    const child = spawn(process.execPath, [entry, '--home', home, 'serve', '--role', role, '--port', '0'], {
      stdio: ['ignore', out, out],
      env: {
        ...process.env,
        RAWORC_DATABASE_URL: databaseUrl,
        RAWORC_MASTER_KEY: masterKey,
        RAWORC_POLL: 'never',
        ...env,
      },
    });
    running.add(child);
    const exited = once(child, 'exit').then(() => running.delete(child));
    const log = (): string => readFileSync(logPath, 'utf8');
    for (let tried = 0; !isUp(home, log()); tried += 1) {
      if (child.exitCode !== null || tried === tries) break;
      await delay(50);
    }
    const end = (signal: NodeJS.Signals) => async () => {
      child.kill(signal);
      await exited;
      return child.exitCode;
    };
    const kill = async (): Promise<void> => void (await end('SIGKILL')());
    return { home, log, kill, stop: end('SIGTERM'), child, exited };
  }

  return {
    config,
    async startApi(env = {}) {
      const isUp = (home: string) => existsSync(join(home, 'server.json'));
      // Neither an engine nor a repository is there.
      const without = { DOCKER_HOST: 'unix:///nowhere/engine.sock', RAWORC_CONFIG_REPO: '/nowhere/config' };
      const serving = await spawnRole('api', { ...without, ...env }, isUp);
      if (!isUp(serving.home)) throw new Error(`The process did not start:\n${serving.log()}`);
      const { url } = JSON.parse(readFileSync(join(serving.home, 'server.json'), 'utf8')) as { url: string };
      const token = readFileSync(join(serving.home, 'admin-token'), 'utf8').trim();
      return { ...serving, url, token, client: () => createClient({ url, token }) };
    },
    async startOperator(env = {}) {
      const isUp = (_home: string, log: string) => log.includes('"msg":"listening"');
      const serving = await spawnRole('operator', { RAWORC_CONFIG_REPO: config.dir, ...env }, isUp);
      if (!isUp('', serving.log())) throw new Error(`The process did not start:\n${serving.log()}`);
      return serving;
    },
    async refusal(role, env = {}) {
      const { exited, log } = await spawnRole(role, env, (_home, log) => log.includes('listening'));
      await exited;
      return log();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(
        [...running].map(async (child) => {
          child.kill('SIGTERM');
          if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        }),
      );
      await cleanEngine(databaseUrl);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
