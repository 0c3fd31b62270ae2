// Notifications by the whole server: declared in Git, sent to somebody who listens, once, also over a restart.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { createClient, type Client } from '../../../cli/client/client.ts';
import { createLog } from '../../../cli/serve/log.ts';
import { type Runtime, startRuntime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import { hostBaseNames } from '../../../runtime/images/base/base-names.ts';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { createRepository, type FixtureRepository } from '../../support/git-server/fixture-repository.ts';
import { type Hearer, openHearer } from '../../support/notifications/hearer.ts';

interface Told {
  readonly id: string;
  readonly event: string;
  readonly state: string;
  readonly space: string;
  readonly agent: string | null;
}

describe('notifications', () => {
  const undo = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'raworc-notify-'));
  undo.defer(() => rmSync(folder, { recursive: true, force: true }));
  let hearer: Hearer;
  let config: FixtureRepository;
  let runtime: Runtime;
  let client: Client;
  let engine: ReturnType<typeof createMemoryEngine> | undefined;

  async function start(): Promise<void> {
    const given = {
      RAWORC_HOME: join(folder, 'home'),
      RAWORC_CONFIG_REPO: config.dir,
      RAWORC_PORT: '0',
      RAWORC_POLL: 'never',
      RAWORC_NOTIFY_ALLOW: '127.0.0.1',
    };
    const settings = serveSettings(loadSettings(given, {}));
    const openEngine = (owner: string) => {
      engine ??= createMemoryEngine({ owner, program: async () => 0 });
      return { ...engine, close: async () => undefined };
    };
    runtime = await startRuntime(settings, { log: createLog('silent'), openEngine });
    const { base, build } = await hostBaseNames();
    for (const tag of [base, build]) await engine?.images.import(Readable.from([]), tag, { labels: {} });
    client = createClient({ url: runtime.url, token: runtime.token });
  }

  const space = () =>
    'apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: sales }\n' +
    `spec: { notifications: [{ type: webhook, url: "${hearer.url}/" }] }\n`;
  const agent = (path: string) =>
    'apiVersion: raworc.dev/v1\nkind: Agent\nmetadata: { name: bot, space: sales }\n' +
    `spec: { source: { repo: ${config.dir}, ref: ${path} } }\n`;

  before(async () => {
    hearer = undo.use(await openHearer());
    config = await createRepository(join(folder, 'config.git'));
    await config.commit({ 'space.yaml': space(), 'bot.yaml': agent('nowhere') });
    await start();
    // It may have looked before the base was there.
    await client.post('spaces/sales/builds', {}).catch(() => undefined);
  });
  after(async () => {
    await runtime[Symbol.asyncDispose]();
    await undo.disposeAsync();
  });

  const toldOf = (event: string): readonly Told[] =>
    hearer
      .heard()
      .map(({ body }) => JSON.parse(body) as Told)
      .filter((told) => told.event === event);

  it('a space that waits for a person is told of once, whatever looks at it again, and whoever starts anew', async () => {
    await client.post('sync', { wait: 20 });
    await hearer.until(() => toldOf('SpaceStalled').length > 0);
    await client.post('sync', { wait: 20 });
    await runtime[Symbol.asyncDispose]();
    await start();
    await client.post('sync', { wait: 20 });
    const told = toldOf('SpaceStalled');
    assert.deepEqual(
      told.map(({ state, space: name, agent: who }) => [state, name, who]),
      [['began', 'sales', null]],
    );
  });

  it('its end is told, too', async () => {
    await config.commit({ 'bot.yaml': null });
    await client.post('sync', { wait: 20 });
    const { awaiting_confirmation: plan } = await client.get<{ awaiting_confirmation: string | null }>(
      'spaces/sales',
    );
    if (plan !== null) await client.post('spaces/sales/confirm', { plan });
    await hearer.until(() => toldOf('SpaceStalled').length > 1);
    assert.equal(toldOf('SpaceStalled').at(-1)?.state, 'over');
  });
});
