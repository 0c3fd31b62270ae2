// What goes on in a space, in a real browser over a real runtime: a build says what it does while it does it, and a removal
// that others would feel waits until somebody who sees whom it touches confirms it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Browser, openBrowser } from '../../support/browser/browser.ts';
import { look } from '../../support/browser/look.ts';
import { signIn } from '../../support/browser/sign-in.ts';
import { commandAgent, pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

let runtime: RealRuntime;
let browser: Browser;

before(async () => {
  [runtime, browser] = await Promise.all([openRealRuntime(), openBrowser()]);
  await runtime.apply({
    ...space('sales', 'prune: confirm'),
    ...pythonAgent('sales', 'quote', 'return "one"'),
    ...pythonAgent('sales', 'order', 'return "two"'),
    ...pythonAgent('sales', 'stock', 'return "three"'),
    ...space('support', 'prune: confirm'),
  });
});
after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await runtime?.[Symbol.asyncDispose]();
});

async function openSession(fields: { readonly space: string; readonly agent?: string }): Promise<string> {
  const { id } = await runtime.client.post<{ id: string }>('sessions', fields);
  await runtime.client.get(`sessions/${id}/wait?state=idle&timeout=60`);
  return id;
}

async function openSpace(page: Page, name: string): Promise<void> {
  await signIn(page, runtime);
  await page.goto(`${runtime.url}/#/spaces/${name}`);
  await page.getByRole('region', { name: 'History' }).getByText('runs now').waitFor();
}

test('an agent that somebody’s session answers by is removed once it is confirmed by who saw that', async () => {
  const session = await openSession({ space: 'sales', agent: 'stock' });
  await using tab = await browser.openTab();
  const { page } = tab;
  await openSpace(page, 'sales');
  const agents = page.getByRole('region', { name: 'Agents' });
  await agents.getByRole('rowheader', { name: 'stock' }).waitFor();

  await runtime.apply({ 'spaces/sales/agents/stock.yaml': null });
  await page.getByText('A removal waits until somebody confirms it.').waitFor();
  await agents.getByRole('rowheader', { name: 'stock' }).waitFor();
  await look(page, 'removal');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('row').filter({ hasText: 'sales' }).getByText('A removal waits').waitFor();
  await page.getByText('1 space needs a look').waitFor();
  await look(page, 'overview-removal');
  await page.getByRole('link', { name: 'A removal waits until somebody confirms it' }).click();
  await page.getByRole('button', { name: 'Look at it and confirm…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('remove agent stock').waitFor();
  await dialog.getByText('1 session would be left without the agent that answers').waitFor();
  await dialog.getByText('1 session is open in it.').waitFor();
  await look(page, 'removal-dialog');

  await dialog.getByRole('button', { name: 'Remove' }).click();
  await dialog.waitFor({ state: 'detached' });
  await agents.getByRole('rowheader', { name: 'stock' }).waitFor({ state: 'detached' });
  await page.getByText('A removal waits until somebody confirms it.').waitFor({ state: 'detached' });
  const { state } = await runtime.client.get<{ state: string }>(`sessions/${session}`);
  assert.equal(state, 'idle', 'the session itself stays');
});

test('a space with an open session goes once it is confirmed, and its page says that it is gone', async () => {
  const session = await openSession({ space: 'support' });
  await using tab = await browser.openTab();
  const { page } = tab;
  await openSpace(page, 'support');
  await runtime.apply({ 'spaces/support/space.yaml': null });
  await page.getByRole('button', { name: 'Look at it and confirm…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('it would close 1 session and, in the end, delete its workspace').waitFor();
  await look(page, 'removal-of-space');
  tab.expectStatus(404);
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('This space is gone.').waitFor();
  await look(page, 'space-gone');
  await runtime.client.get(`sessions/${session}/wait?state=closed&timeout=30`);
  await page.getByRole('link', { name: 'Back to the overview' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.getByRole('link', { name: 'sales', exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'support', exact: true }).count(), 0);
});

test('a build is followed while it runs: its newest line at a glance, and the log as it grows', async () => {
  await using tab = await browser.openTab();
  const { page } = tab;
  await openSpace(page, 'sales');
  const building = commandAgent('sales', 'slow', 'cat', {
    build_command: 'i=0; while [ $i -lt 600 ]; do i=$((i+1)); echo "step $i"; sleep 0.5; done',
  });
  await runtime.config.commit(building);
  await runtime.client.post('sync', { wait: 0 });
  const builds = page.getByRole('region', { name: 'Builds' });
  const build = builds.getByRole('listitem').filter({ hasText: 'slow' }).first();
  await build.getByText('building').waitFor();
  await build.getByText(/step \d/).waitFor();
  const log = build.getByRole('button', { name: /^Log of slow/ });
  await log.click();
  const lines = build.locator('pre.log');
  await lines.getByText(/^(.*\n)*step 1$/m).waitFor();
  const said = (await lines.textContent()) ?? '';
  const next = said.match(/step \d+/g)?.length ?? 0;
  await lines.getByText(`step ${next + 3}`).waitFor();
  await build.getByText('building').waitFor();
  await look(page, 'build-log');

  // A newer revision that does not want it any more ends it.
  await runtime.apply({ ...building, ...commandAgent('sales', 'slow', 'cat') });
  await build.filter({ hasText: 'cancelled' }).or(builds.getByText('cancelled')).first().waitFor();
  await page
    .getByRole('region', { name: 'Agents' })
    .getByRole('row')
    .filter({ hasText: 'slow' })
    .getByText('ready')
    .waitFor();
});
