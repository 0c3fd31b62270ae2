// The pages of a space and of the audit in a real browser, over a real runtime: what is pushed is seen to run without a
// reload, and what somebody may not do is told to them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Browser, openBrowser } from '../../support/browser/browser.ts';
import { look } from '../../support/browser/look.ts';
import { signIn } from '../../support/browser/sign-in.ts';
import { agentYaml, pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

let runtime: RealRuntime;
let browser: Browser;

const viewer = {
  'access/vera.yaml':
    'apiVersion: raworc.dev/v1\nkind: RoleBinding\nmetadata: { name: vera-looks }\n' +
    'spec: { role: viewer, subjects: [{ account: vera }], spaces: [sales] }\n',
};

before(async () => {
  [runtime, browser] = await Promise.all([openRealRuntime(), openBrowser()]);
  await runtime.apply({ ...space('sales'), ...viewer, ...pythonAgent('sales', 'quote', 'return "one"') });
});
after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await runtime?.[Symbol.asyncDispose]();
});

test('a push is seen to become a new image, and the way back says whom it touches', async () => {
  await using tab = await browser.openTab();
  const { page } = tab;
  await signIn(page, runtime);
  await page.goto(`${runtime.url}/#/spaces/sales`);
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('runs now').waitFor();
  const session = await runtime.client.post<{ id: string }>('sessions', { space: 'sales' });
  await runtime.client.get(`sessions/${session.id}/wait?state=idle&timeout=60`);
  const before = await page.evaluate<string>('performance.timeOrigin.toString()');

  const { revision } = await runtime.apply(pythonAgent('sales', 'quote', 'return "two"'));
  const running = history.locator('tr[aria-current=true]');
  await running.getByText(revision.slice(0, 7)).waitFor();
  const agents = page.getByRole('region', { name: 'Agents' });
  await agents.getByText(revision.slice(0, 7)).waitFor();
  assert.equal(await page.evaluate<string>('performance.timeOrigin.toString()'), before, 'without a reload');

  const builds = page.getByRole('region', { name: 'Builds' });
  await builds
    .getByRole('button', { name: /^Log of quote/ })
    .first()
    .click();
  await builds.locator('pre.log').waitFor();
  await look(page, 'space');

  await history
    .getByRole('button', { name: /^Roll back to/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('1 open session moves to it now.').waitFor();
  await look(page, 'space-rollback');
  await dialog.getByLabel('Why').fill('Two is slow');
  await dialog.getByRole('button', { name: 'Roll back' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Two is slow').waitFor();
  await running.getByText(revision.slice(0, 7)).waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Follow Git again…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Follow Git' }).click();
  await running.getByText(revision.slice(0, 7)).waitFor();
});

test('what a push has wrong is seen at its line, from the overview on, and is gone with the push that mends it', async () => {
  await using tab = await browser.openTab();
  const { page } = tab;
  await signIn(page, runtime);
  const link = page.getByRole('link', { name: '1 error in its files' });
  await page.getByRole('link', { name: 'sales', exact: true }).waitFor();
  const before = await page.evaluate<string>('performance.timeOrigin.toString()');
  const file = 'spaces/sales/agents/quote.yaml';
  const { revision } = await runtime.apply({
    [file]: agentYaml('sales', 'quote', 'path: agents/quote', 'porpose: Tells prices'),
  });
  await link.waitFor();
  await look(page, 'overview-problems');
  await link.click();

  const problems = page.getByRole('region', { name: 'Problems' });
  await problems.getByText(revision.slice(0, 7)).waitFor();
  await problems.getByText(/^spaces\/sales\/agents\/quote\.yaml:4:\d+$/).waitFor();
  assert.equal(await problems.locator('mark').textContent(), 'porpose');
  await problems.getByText('Did you mean purpose?').waitFor();
  await look(page, 'space-problems');

  await runtime.apply({ [file]: agentYaml('sales', 'quote', 'path: agents/quote', 'purpose: [') });
  await problems.locator('mark').filter({ hasText: 'porpose' }).waitFor({ state: 'detached' });
  await problems.getByText(/^spaces\/sales\/agents\/quote\.yaml:\d+:\d+$/).waitFor();

  await runtime.apply({ [file]: agentYaml('sales', 'quote', 'path: agents/quote', 'purpose: Prices') });
  await problems.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate<string>('performance.timeOrigin.toString()'), before, 'without a reload');
});

test('a space that could not be declared yet is found from the overview, with the reason', async () => {
  await using tab = await browser.openTab();
  const { page } = tab;
  tab.expectStatus(404);
  await signIn(page, runtime);
  const file = 'spaces/night/space.yaml';
  await runtime.apply({ [file]: 'apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { nme: night }\n' });
  await page.getByRole('link', { name: 'night', exact: true }).click();
  const problems = page.getByRole('region', { name: 'Problems' });
  await problems
    .getByText(/^spaces\/night\/space\.yaml:3:\d+$/)
    .first()
    .waitFor();
  await runtime.apply(space('night'));
  await page.getByRole('region', { name: 'Agents' }).waitFor();
  await problems.waitFor({ state: 'detached' });
});

test('somebody who may only look is told so, with what would help', async () => {
  const { token } = await runtime.client.post<{ token: string }>('tokens', { account: 'vera' });
  await using tab = await browser.openTab();
  const { page } = tab;
  tab.expectStatus(403);
  await page.goto(runtime.url);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'sales', exact: true }).click();
  await page.getByRole('button', { name: 'Hold what runs…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Hold', exact: true }).click();
  await dialog.getByRole('alert').getByText('FORBIDDEN').waitFor();
  await look(page, 'space-refused');
});

test('the audit says who was refused, by what one looks for, and that it is whole', async () => {
  await using tab = await browser.openTab();
  const { page } = tab;
  await signIn(page, runtime);
  await page.goto(`${runtime.url}/#/audit`);
  await page.getByLabel('Account').fill('vera');
  await page.getByLabel('Decision').selectOption('refused');
  const rows = page.locator('table.audit tbody tr');
  await rows.filter({ hasText: 'operate Space sales' }).first().waitFor();
  assert.equal(await page.getByLabel('Account').inputValue(), 'vera');
  await rows.filter({ hasText: 'allowed' }).first().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await page.getByText(/The chain is whole/).waitFor();
  await look(page, 'audit');
});
