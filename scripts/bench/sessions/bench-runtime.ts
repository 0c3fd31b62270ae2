// `raworc serve` as a process of its own on one database, with a space that echoes, for what is measured through the API.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../../cli/client/client.ts';
import type { ContainerParts } from '../../../runtime/sessions/lifecycle/container-spec.ts';
import type { SpaceView } from '../../../server/api/shapes/space.ts';
import { adminTokenFile } from '../../../state/access/admin-token.ts';
import { createRepository, type FixtureFiles } from '../../../test/support/git-server/fixture-repository.ts';
import { pythonAgent, space } from '../../../test/support/runtime/agents.ts';
import { cleanEngine } from '../../demo/clean-engine.ts';
import { startServer } from '../../demo/server.ts';
import { createShell } from '../../demo/shell.ts';
import type { BenchDatabase } from '../databases.ts';

export interface BenchRuntime extends AsyncDisposable {
  readonly database: BenchDatabase;
  readonly client: Client;
  readonly pid: number;
  /** What its containers are made from: the space image with the agent `echo`, and the limits. */
  readonly session: Pick<ContainerParts, 'image' | 'spec'>;
  /** Ends the server in order and starts it with these settings besides; its sessions go on. */
  restart(settings: Readonly<Record<string, string>>): Promise<void>;
}

export const benchSpace = 'bench';

/** A space whose one agent repeats what it is told. */
export const echoSpace = (name: string, more = ''): FixtureFiles => ({
  ...space(name, `network: { egress: none }, resources: { memory: 256Mi }${more}`),
  ...pythonAgent(name, 'echo', 'return message'),
});

/** `more`: what is declared besides. */
export async function startBenchRuntime(
  database: BenchDatabase,
  more: FixtureFiles = {},
): Promise<BenchRuntime> {
  await using undo = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'raworc-bench-'));
  undo.defer(() => rmSync(folder, { recursive: true, force: true }));
  const repository = await createRepository(join(folder, 'config.git'));
  await repository.commit({
    ...echoSpace(benchSpace),
    ...more,
  });
  const home = join(folder, 'home');
  const databaseUrl = database.urlFor(home);
  const start = (settings: Readonly<Record<string, string>> = {}) =>
    startServer({
      shell: createShell({
        RAWORC_HOME: home,
        RAWORC_DATABASE_URL: databaseUrl,
        RAWORC_LOG_LEVEL: 'warn',
        // Several run side by side.
        RAWORC_PORT: '0',
        ...settings,
      }),
      home,
      repository: repository.dir,
    });
  undo.defer(() => cleanEngine(databaseUrl));
  let server = await start();
  undo.defer(() => server[Symbol.asyncDispose]());
  const token = readFileSync(join(home, adminTokenFile), 'utf8').trim();
  const connect = () => createClient({ url: server.url, token });
  let client = connect();
  await client.post('sync', { wait: 240 });
  const { image, spec } = await client.get<SpaceView>(`spaces/${benchSpace}`);
  if (image === null) throw new Error('The image of the space was not built.');
  const running = undo.move();
  const session = { image, spec };
  return {
    database,
    get client() {
      return client;
    },
    get pid() {
      return server.pid;
    },
    session,
    async restart(settings) {
      await server[Symbol.asyncDispose]();
      server = await start(settings);
      client = connect();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
