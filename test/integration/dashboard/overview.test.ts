// The first page of the web page in a real browser, over the whole runtime.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Browser, openBrowser } from '../../support/browser/browser.ts';
import { look } from '../../support/browser/look.ts';
import { signIn } from '../../support/browser/sign-in.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

let runtime: RealRuntime;
let browser: Browser;

before(async () => {
  runtime = await openRealRuntime();
  browser = await openBrowser();
  await runtime.apply({
    ...space('sales'),
    ...pythonAgent('sales', 'echo', 'return message["content"]'),
    ...space('support'),
    ...pythonAgent('support', 'broken', 'return nothing', { build: { command: 'false' } }),
  });
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await runtime[Symbol.asyncDispose]();
});

test('a link signs in once, so that one who reads it over a shoulder later gets nothing', async () => {
  const { code } = await runtime.client.post<{ code: string }>('sign-in-links');
  await using tab = await browser.openTab();
  await tab.page.goto(`${runtime.url}/#/sign-in/${code}`);
  await tab.page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.doesNotMatch(tab.page.url(), new RegExp(code), 'it does not stay in the history');

  await using late = await browser.openTab();
  late.expectStatus(401);
  await late.page.goto(`${runtime.url}/#/sign-in/${code}`);
  await late.page.getByRole('alert').waitFor();
  await look(late.page, 'sign-in');
});

test('a push is seen without a reload: a space that comes is there, with its sessions', async () => {
  await using tab = await browser.openTab();
  await signIn(tab.page, runtime);
  const row = (name: string) => tab.page.getByRole('row').filter({ hasText: name });
  await row('sales').getByText('ready').waitFor();
  await look(tab.page, 'overview');
  await runtime.apply(space('night'));
  await row('night').getByText('ready').waitFor();
  await runtime.client.post('sessions', { space: 'night' });
  await row('night').getByText('1 idle').waitFor();
});
