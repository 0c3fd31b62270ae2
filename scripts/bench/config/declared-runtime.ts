// A runtime on an imagined engine, a database of its own and a generated config repository that it reads over HTTP.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Client, createClient } from '../../../cli/client/client.ts';
import { serveRepositories } from '../../../test/support/git-server/git-server.ts';
import type { BenchDatabase } from '../databases.ts';
import { generateRepository } from './generated-repository.ts';

export interface Access {
  readonly url: string;
  readonly token: string;
}

export interface DeclaredRuntime extends AsyncDisposable {
  readonly client: Client;
  /** Where its API is, and the key to it. */
  readonly access: Access;
  /** Declares all agents in one commit; until then the repository is empty. */
  declare(): Promise<void>;
  /** Changes so many agents' declarations in one commit. */
  touch(agents: number): Promise<void>;
  /** Reads the config repository, waits until everything runs, and throws where it does not. */
  converge(): Promise<void>;
  /** Runs every key once and answers how long that took, in milliseconds. */
  reconcile(): Promise<number>;
}

const syncSeconds = 250;

export async function startDeclaredRuntime(
  { urlFor }: BenchDatabase,
  agents: number,
): Promise<DeclaredRuntime> {
  await using undo = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'raworc-bench-config-'));
  undo.defer(() => rmSync(folder, { recursive: true, force: true }));
  const served = join(folder, 'served');
  const { declare, touch } = await generateRepository(join(served, 'config.git'), agents);
  const server = undo.use(await serveRepositories(served));
  const home = join(folder, 'home');
  const runtime = undo.use(
    startProcess({
      RAWORC_HOME: home,
      RAWORC_DATABASE_URL: urlFor(home),
      RAWORC_CONFIG_REPO: `${server.url}/config.git`,
      RAWORC_PORT: '0',
      RAWORC_POLL: 'never',
      RAWORC_LOG_LEVEL: 'warn',
    }),
  );
  const access = (await runtime.answer()) as Access;
  const client = createClient(access);
  const running = undo.move();
  return {
    client,
    access,
    declare,
    touch,
    async converge() {
      const { result } = await client.post<{ readonly result: string }>('sync', { wait: syncSeconds });
      if (result !== 'converged') throw new Error(`The agents came to ${result}.`);
    },
    async reconcile() {
      const { ms } = (await runtime.ask()) as { readonly ms: number };
      return ms;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function startProcess(env: Readonly<Record<string, string>>) {
  const entry = new URL('./imagined-runtime.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const died = ended.then(() => Promise.reject(new Error('The runtime ended by itself.')));
  died.catch(() => {});
  const lines = createInterface({ input: child.stdout });

  async function answer(): Promise<unknown> {
    const [line] = (await Promise.race([once(lines, 'line'), died])) as [string];
    return JSON.parse(line);
  }
  return {
    answer,
    ask() {
      const answered = answer();
      child.stdin.write('\n');
      return answered;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
