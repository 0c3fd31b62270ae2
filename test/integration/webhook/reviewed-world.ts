// A runtime as a team runs it: an App on a GitHub of our own, hooks installed, everything real but the containers.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createClient, type Client } from '../../../cli/client/client.ts';
import { createLog } from '../../../cli/serve/log.ts';
import { startRuntime, type Runtime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import type { Engine } from '../../../runtime/containers/engine.ts';
import { createMemoryEngine, type MemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { hostBaseNames } from '../../../runtime/images/base/base-names.ts';
import type { Traces } from '../../../server/telemetry/traces/create-traces.ts';
import type { FixtureFiles } from '../../support/git-server/fixture-repository.ts';
import type { CommentState } from '../../support/github/model.ts';
import { createTestGitHub, type TestGitHub } from '../../support/github/github.ts';
import { freePort } from '../../support/machine/free-port.ts';
import { identity } from '../../webhook/client/octokit/imagined-app.ts';

export const config = 'team/config';

export interface ReviewedWorld extends AsyncDisposable {
  readonly github: TestGitHub;
  readonly client: Client;
  readonly url: string;
  /** The newest comment of Raworc's plan under a pull request of the config repository; undefined while there is none. */
  plan(pull: number): CommentState | undefined;
  /** Resolves with what `look` finds once it is there; throws after 30 s, with what was last seen. */
  see<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T>;
  /** The process ends and another one starts. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface ReviewedWorldOptions {
  /** What the config repository begins with; with the address of GitHub, where it names repositories there. */
  readonly files: FixtureFiles | ((url: string) => FixtureFiles);
  /** Other repositories, by name. */
  readonly repositories?: Readonly<Record<string, FixtureFiles>>;
  readonly settings?: Readonly<Record<string, string>>;
  /** Left out, the runtime is a GitHub App. */
  readonly token?: boolean;
  /** Left out, nothing is traced. */
  readonly traces?: Traces;
  /** Left out, nothing is logged. */
  readonly log?: Logger;
}

export async function createReviewedWorld({
  files,
  repositories = {},
  settings: more = {},
  token = false,
  traces,
  log,
}: ReviewedWorldOptions): Promise<ReviewedWorld> {
  await using undo = new AsyncDisposableStack();
  const github = undo.use(await createTestGitHub());
  for (const [name, content] of Object.entries(repositories)) await github.createRepository(name, content);
  await github.createRepository(config, typeof files === 'function' ? files(github.url) : files);
  // Hooks are installed by whoever owns the repository.
  if (token) github.setPermission(config, 'raworc', 'admin');
  const home = mkdtempSync(join(tmpdir(), 'raworc-reviewed-'));
  undo.defer(() => rmSync(home, { recursive: true, force: true }));
  const port = String(await freePort());
  const account: Record<string, string> = token
    ? { RAWORC_GITHUB_TOKEN: github.token('raworc') }
    : { RAWORC_GITHUB_APP_ID: String(identity.appId), RAWORC_GITHUB_APP_PRIVATE_KEY: identity.privateKey };
  const settings = serveSettings(
    loadSettings(
      {
        RAWORC_HOME: home,
        RAWORC_PORT: port,
        RAWORC_POLL: 'never',
        RAWORC_LOG_LEVEL: 'silent',
        RAWORC_CONFIG_REPO: `${github.url}/${config}`,
        RAWORC_CONFIG_REF: 'main',
        RAWORC_GITHUB_API_URL: github.apiUrl,
        RAWORC_WEBHOOK_SECRET: 'a secret that is long enough',
        RAWORC_PUBLIC_URL: `http://127.0.0.1:${port}`,
        ...account,
        ...more,
      },
      {},
    ),
  );
  let running: Runtime | undefined;
  let client: Client | undefined;
  // One for all processes: a runtime on another engine than the one it knows refuses to go on.
  let engine: MemoryEngine | undefined;
  const openEngine = (owner: string): Engine => {
    engine ??= createMemoryEngine({ owner, program: async () => 0 });
    return { ...engine, close: async () => undefined };
  };
  const start = async () => {
    running = await startRuntime(settings, {
      log: log ?? createLog(settings.logLevel),
      openEngine,
      ...(traces === undefined ? {} : { traces }),
    });
    const { base, build } = await hostBaseNames();
    for (const tag of [base, build]) await engine?.images.import(Readable.from([]), tag, { labels: {} });
    client = createClient({ url: running.url, token: running.token });
  };
  const stop = async () => {
    await running?.[Symbol.asyncDispose]();
    running = undefined;
  };
  undo.defer(stop);
  await start();
  await client?.post('sync', { wait: 60 });
  await client?.post('webhooks/install', {});
  const owned = undo.move();

  return {
    github,
    get client() {
      if (client === undefined) throw new Error('Nothing runs.');
      return client;
    },
    url: `http://127.0.0.1:${port}`,
    plan: (pull) =>
      github
        .repo(config)
        .comments.findLast(({ issue, body }) => issue === pull && body.includes('raworc:plan')),
    async see(what, look) {
      const until = Date.now() + 30_000;
      for (;;) {
        const found = await look();
        if (found !== undefined) return found;
        if (Date.now() > until) throw new Error(`Not seen within 30 s: ${what}`);
        await delay(20);
      }
    },
    start,
    stop,
    async restart() {
      await stop();
      await start();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
