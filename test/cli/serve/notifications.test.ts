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
import { type Hearer, openHearer, openSilent } from '../../support/notifications/hearer.ts';

interface Told {
  readonly id: string;
  readonly event: string;
  readonly state: string;
  readonly space: string;
  readonly agent: string | null;
  readonly title: string;
  readonly hint: string | null;
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

  async function bringBase(): Promise<void> {
    const { base, build } = await hostBaseNames();
    for (const tag of [base, build]) await engine?.images.import(Readable.from([]), tag, { labels: {} });
  }

  async function start({ hasBase = true } = {}): Promise<void> {
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
    if (hasBase) await bringBase();
    client = createClient({ url: runtime.url, token: runtime.token });
  }

  const space = (name = 'sales', ...urls: readonly string[]) => {
    const targets = (urls.length === 0 ? [`${hearer.url}/`] : urls).map(
      (url) => `{ type: webhook, url: "${url}" }`,
    );
    return (
      `apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: ${name} }\n` +
      `spec: { notifications: [${targets.join(', ')}] }\n`
    );
  };
  const agent = (path: string, of = 'sales') =>
    `apiVersion: raworc.dev/v1\nkind: Agent\nmetadata: { name: bot, space: ${of} }\n` +
    `spec: { source: { repo: ${config.dir}, ref: ${path} } }\n`;
  /** From nothing that could be built, so that it waits for a person. */
  const stalled = (name: string, ...urls: readonly string[]) => ({
    [`${name}.yaml`]: space(name, ...urls),
    [`${name}-bot.yaml`]: agent('nowhere', name),
  });

  /** Agents whose source is in the config repository. */
  const agents = (of: string, name = 'bot') => ({
    [`${of}-${name}.yaml`]:
      `apiVersion: raworc.dev/v1\nkind: Agent\nmetadata: { name: ${name}, space: ${of} }\n` +
      `spec: { source: { path: agents/${name} } }\n`,
    [`agents/${name}/raworc.json`]: JSON.stringify({ runtime: 'python3', handler: 'main.handle' }),
    [`agents/${name}/main.py`]: 'def handle(message, context):\n    return "hello"\n',
  });

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

  it('a missing base image is told of once, over tries and restarts, and so is that it is there again', async () => {
    await config.commit({
      ...agents('team'),
      'team.yaml': space('team', `${hearer.url}/base`),
    });
    await client.post('sync', { wait: 20 });
    const { base } = await hostBaseNames();
    await engine?.images.remove(base);
    const told = () => toldOf('BuildFailed').filter(({ space: of }) => of === 'team');
    await config.commit({ ...agents('team', 'clerk') });
    await client.post('sync', { wait: 20 });
    await hearer.until(() => told().length > 0);
    await runtime[Symbol.asyncDispose]();
    await start({ hasBase: false });
    await client.post('sync', { wait: 20 });
    const [first] = told();
    assert.deepEqual(
      [first?.state, first?.agent, first?.title],
      ['began', null, 'The image of space team could not be made'],
    );
    assert.match(first?.hint ?? '', /raworc base build/);
    assert.equal(told().length, 1);
    await bringBase();
    await hearer.until(() => told().length > 1);
    assert.deepEqual(
      told().map(({ state }) => state),
      ['began', 'over'],
    );
  });

  it('who was away hears everything later, in the order in which it happened', async () => {
    await hearer.goAway();
    await config.commit(stalled('away'));
    await client.post('sync', { wait: 20 });
    await config.commit({ 'away-bot.yaml': null });
    await client.post('sync', { wait: 20 });
    const { awaiting_confirmation: plan } = await client.get<{ awaiting_confirmation: string | null }>(
      'spaces/away',
    );
    if (plan !== null) await client.post('spaces/away/confirm', { plan });
    await client.post('sync', { wait: 20 });
    const told = () => toldOf('SpaceStalled').filter(({ space: of }) => of === 'away');
    assert.deepEqual(told(), []);
    await hearer.comeBack();
    await hearer.until(() => told().length > 1);
    assert.deepEqual(
      told().map(({ state }) => state),
      ['began', 'over'],
    );
  });

  it('who never answers holds up nobody, however many spaces tell it: others hear meanwhile', async () => {
    await using silent = await openSilent();
    const names = Array.from({ length: 12 }, (_, at) => `crowd-${at}`);
    const files = names.map((name) => stalled(name, `${silent.url}/${name}`, `${silent.url}/again`));
    await config.commit(Object.assign({}, ...files) as Record<string, string>);
    await client.post('sync', { wait: 20 });
    await silent.asked(4);
    const begun = performance.now();
    await config.commit(stalled('heard'));
    await client.post('sync', { wait: 20 });
    await hearer.until(() => toldOf('SpaceStalled').some(({ space: of }) => of === 'heard'));
    assert.ok(performance.now() - begun < 10_000, 'sooner than the silent one is given up');
    assert.ok(silent.waiting().most <= 4, 'of all places it takes a few');
    const health = await fetch(`${runtime.url}/health`);
    assert.equal(health.status, 200);
  });
});
