// Lists that grow are read page by page, and the command line reads all of them.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createClient, type Client } from '../../../cli/client/client.ts';
import { createLog } from '../../../cli/serve/log.ts';
import { startRuntime, type Runtime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';

describe('lists', () => {
  const home = mkdtempSync(join(tmpdir(), 'raworc-lists-'));
  let runtime: Runtime;
  let client: Client;
  before(async () => {
    const given = { RAWORC_HOME: home, RAWORC_PORT: '0', RAWORC_POLL: 'never', RAWORC_LOG_LEVEL: 'silent' };
    const openEngine = (owner: string) => createMemoryEngine({ owner, program: async () => 0 });
    runtime = await startRuntime(serveSettings(loadSettings(given, {})), {
      log: createLog('silent'),
      openEngine,
    });
    client = createClient({ url: runtime.url, token: runtime.token });
    await client.post('spaces', { name: 'sales' });
    for (const name of ['one', 'two', 'three', 'four', 'five']) {
      await client.post('tokens', { account: name });
      await client.post('tokens', { purpose: name });
      await client.request('PUT', `spaces/sales/secrets/KEY_${name.toUpperCase()}`, {
        body: { value: name },
      });
      await client.request('PUT', 'spaces/sales', { body: { spec: { description: name } } });
    }
  });
  after(async () => {
    await runtime[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  });

  for (const [list, least] of [
    ['tokens', 6],
    ['accounts', 6],
    ['spaces/sales/secrets', 5],
    ['revisions', 6],
    ['audit', 20],
  ] as const)
    it(`of ${list} are the same in pages as whole, because nothing is lost or twice between two of them`, async () => {
      // The audit grows with each request that changes something, and reading changes nothing.
      const whole = await client.get<{ items: readonly object[]; next: string | null }>(list, { limit: 500 });
      assert.ok(whole.items.length >= least, String(whole.items.length));
      assert.equal(whole.next, null);
      const first = await client.get<{ items: readonly object[]; next: string | null }>(list, { limit: 2 });
      assert.equal(first.items.length, 2);
      assert.notEqual(first.next, null);
      const strip = (items: readonly object[]) =>
        items.map((item) => ({ ...item, last_used_at: 0, link: 0, hash: '' }));
      assert.deepEqual(strip(await client.all<object>(list, { limit: 2 })), strip(whole.items));
    });
});
