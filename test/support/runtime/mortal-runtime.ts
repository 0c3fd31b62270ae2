// `raworc serve` as a process of its own, to be killed: a home and a config repository that outlive it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from '../../../cli/client/client.ts';
import { cleanEngine } from '../../../scripts/demo/clean-engine.ts';
import { createRepository, type FixtureFiles } from '../git-server/fixture-repository.ts';

export interface MortalRuntime extends AsyncDisposable {
  /** Of the server that runs now. */
  client(): Client;
  /** `kill -9`, and a new process on the same home. */
  killAndRestart(): Promise<void>;
  /** Asks until a server answers: what a client does whose server went away. */
  persist<T>(ask: (client: Client) => Promise<T>): Promise<T>;
}

const entry = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;
const startTries = 300;
const away = new Set(['SERVER_UNREACHABLE', 'STORE_UNREACHABLE']);

export async function openMortalRuntime(files: FixtureFiles, databaseUrl?: string): Promise<MortalRuntime> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-mortal-'));
  const home = join(folder, 'home');
  const database = databaseUrl ?? `sqlite:${join(home, 'raworc.db')}`;
  const serverFile = join(home, 'server.json');
  const logPath = join(folder, 'log');
  const config = await createRepository(join(folder, 'config.git'));
  await config.commit(files);
  let child: ChildProcess;

  async function start(): Promise<void> {
    rmSync(serverFile, { force: true });
    const log = openSync(logPath, 'a');
    const flags = [
      '--home',
      home,
      '--repo',
      config.dir,
      '--port',
      '0',
      '--poll',
      'never',
      '--database',
      database,
    ];
    child = spawn(process.execPath, [entry, 'serve', ...flags], { stdio: ['ignore', log, log] });
    for (let tries = 0; !existsSync(serverFile); tries += 1) {
      if (child.exitCode !== null || tries === startTries) {
        throw new Error(`The runtime did not start:\n${readFileSync(logPath, 'utf8').slice(-3000)}`);
      }
      await delay(50);
    }
  }

  const client = () => {
    const { url } = JSON.parse(readFileSync(serverFile, 'utf8')) as { url: string };
    return createClient({ url, token: readFileSync(join(home, 'admin-token'), 'utf8').trim() });
  };

  await start();
  return {
    client,
    async killAndRestart() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await start();
    },
    async persist(ask) {
      for (;;) {
        try {
          return await ask(client());
        } catch (thrown) {
          const { code = '', name = '' } = thrown as { code?: string; name?: string };
          // A connection that broke in the middle of an answer, and the moment in which the file is not there.
          const isAway =
            away.has(code) || code === 'ENOENT' || name === 'TypeError' || name === 'SyntaxError';
          if (!isAway) throw thrown;
          await delay(50);
        }
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await cleanEngine(database);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
