// The whole runtime in this process for a test: a home of its own, a config repository to commit to, the real engine,
// and nothing left at the end.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../../cli/client/client.ts';
import { createLog } from '../../../cli/serve/log.ts';
import { startRuntime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings, type Overrides } from '../../../cli/settings/settings.ts';
import { cleanEngine } from '../../../scripts/demo/clean-engine.ts';
import { noTraces, type Traces } from '../../../server/telemetry/traces/create-traces.ts';
import { ensureBase } from '../base/ensure-base.ts';
import {
  createRepository,
  type FixtureFiles,
  type FixtureRepository,
} from '../git-server/fixture-repository.ts';
import { ensureEngine } from '../machine/engine.ts';

export interface RealRuntime extends AsyncDisposable {
  readonly client: Client;
  readonly url: string;
  /** The administrator's. */
  readonly token: string;
  readonly home: string;
  readonly config: FixtureRepository;
  /** Commits to the config repository and waits until everything runs, or is stuck. */
  apply(files: FixtureFiles): Promise<SyncResult>;
  /** Ends the runtime in order and starts it again on the same home. */
  restart(): Promise<void>;
}

export interface SyncResult {
  readonly revision: string;
  readonly result: 'converged' | 'stuck' | 'timeout';
}

const syncSeconds = 240;

export interface RealRuntimeOptions {
  /** Left out, SQLite in its home. */
  readonly databaseUrl?: string;
  /** Left out, a temporary folder. */
  readonly home?: string;
  /** Left out, the default. */
  readonly networkPool?: string;
  /** What is set besides. */
  readonly settings?: Overrides;
  /** Left out, nothing is traced. */
  readonly traces?: Traces;
}

export async function openRealRuntime(options: RealRuntimeOptions = {}): Promise<RealRuntime> {
  await ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) });
  await ensureBase();
  const folder = mkdtempSync(join(tmpdir(), 'raworc-runtime-'));
  const home = options.home ?? join(folder, 'home');
  const config = await createRepository(join(folder, 'config.git'));
  await config.commit({ 'README.md': 'Nothing is declared yet.\n' });
  const settings = serveSettings(
    loadSettings(
      {
        RAWORC_HOME: home,
        RAWORC_CONFIG_REPO: config.dir,
        RAWORC_PORT: '0',
        RAWORC_POLL: 'never',
        RAWORC_LOG_LEVEL: process.env['RAWORC_LOG_LEVEL'] ?? 'error',
        ...(options.databaseUrl === undefined ? {} : { RAWORC_DATABASE_URL: options.databaseUrl }),
        ...(options.networkPool === undefined ? {} : { RAWORC_NETWORK_POOL: options.networkPool }),
        ...options.settings,
      },
      {},
    ),
  );
  const { traces = noTraces } = options;
  const log = createLog(settings.logLevel, { traceFields: traces.logFields });
  const start = () => startRuntime(settings, { log, traces });
  let runtime = await start();
  const connect = () => createClient({ url: runtime.url, token: runtime.token });
  let client = connect();

  return {
    get client() {
      return client;
    },
    get url() {
      return runtime.url;
    },
    get token() {
      return runtime.token;
    },
    home,
    config,
    async apply(files) {
      await config.commit(files);
      return client.post<SyncResult>('sync', { wait: syncSeconds });
    },
    async restart() {
      await runtime[Symbol.asyncDispose]();
      runtime = await start();
      client = connect();
    },
    async [Symbol.asyncDispose]() {
      await runtime[Symbol.asyncDispose]();
      await cleanEngine(settings.databaseUrl);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
