// The whole server as `raworc serve` puts it together, listening, with a real store and a real config repository, on an
// engine that is only imagined: sessions and their states cost next to nothing, and no command runs on this machine.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../../cli/client/client.ts';
import { createLog } from '../../../cli/serve/log.ts';
import { startRuntime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import type { Engine, ImageView } from '../../../runtime/containers/engine.ts';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { hostBaseNames } from '../../../runtime/images/base/base-names.ts';
import { contextOf } from '../engine/tars.ts';
import { createRepository, type FixtureFiles } from '../git-server/fixture-repository.ts';
import { createHostProgram } from '../sessions/host-program.ts';

export interface ImaginedServer extends AsyncDisposable {
  readonly url: string;
  /** The administrator's. */
  readonly token: string;
  readonly client: Client;
}

export interface ImaginedServerOptions {
  /** Left out, SQLite in its home. */
  readonly databaseUrl?: string;
  /** What is declared. */
  readonly files: FixtureFiles;
  /** Code of agents by their name, as Python. */
  readonly agents: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startImaginedServer(options: ImaginedServerOptions): Promise<ImaginedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-imagined-'));
  const agents = join(folder, 'agents');
  for (const [name, code] of Object.entries(options.agents)) {
    mkdirSync(join(agents, name), { recursive: true });
    writeFileSync(join(agents, name, 'main.py'), code);
  }
  const config = await createRepository(join(folder, 'config.git'));
  await config.commit(options.files);
  const settings = serveSettings(
    loadSettings(
      {
        RAWORC_HOME: join(folder, 'home'),
        RAWORC_CONFIG_REPO: config.dir,
        RAWORC_PORT: '0',
        RAWORC_POLL: 'never',
        RAWORC_LOG_LEVEL: 'error',
        ...(options.databaseUrl === undefined ? {} : { RAWORC_DATABASE_URL: options.databaseUrl }),
        ...options.env,
      },
      {},
    ),
  );
  const { base } = await hostBaseNames();
  const program = createHostProgram({ agents, workspaces: join(folder, 'workspaces') });
  const engines: Engine[] = [];
  const openEngine = (owner: string): Engine => {
    const engine = createMemoryEngine({ owner, program });
    engines.push(engine);
    /** Every image is there: what is looked for is made. */
    async function inspect(tag: string): Promise<ImageView | undefined> {
      const found = await engine.images.inspect(tag);
      if (found !== undefined) return found;
      const context = contextOf('FROM scratch\n');
      await engine.images.build({ context, tag, labels: {}, onLog: () => undefined });
      return engine.images.inspect(tag);
    }
    void inspect(base);
    return { ...engine, images: { ...engine.images, inspect } };
  };
  const runtime = await startRuntime(settings, { log: createLog(settings.logLevel), openEngine });
  const client = createClient({ url: runtime.url, token: runtime.token });
  await client.post('sync', { wait: 60 });
  return {
    url: runtime.url,
    token: runtime.token,
    client,
    async [Symbol.asyncDispose]() {
      await runtime[Symbol.asyncDispose]();
      // A runtime leaves its containers to the next one; here they are processes of this machine.
      for (const { containers } of engines)
        for (const { id } of await containers.list({})) await containers.remove(id);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
