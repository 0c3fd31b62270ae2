// The first page of the web page in a real browser, over the whole runtime.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Browser, openBrowser } from '../../support/browser/browser.ts';
import { headingInFocus, tabTo } from '../../support/browser/keyboard.ts';
import { look } from '../../support/browser/look.ts';
import { signIn } from '../../support/browser/sign-in.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { openSession } from '../../support/runtime/talk.ts';

let runtime: RealRuntime;
let browser: Browser;

before(async () => {
  runtime = await openRealRuntime();
  browser = await openBrowser();
  await runtime.apply({
    ...space('sales'),
    ...pythonAgent('sales', 'echo', 'return message["content"]'),
    ...space('support'),
    ...pythonAgent('support', 'broken', 'return nothing', { build_command: 'false' }),
  });
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await runtime[Symbol.asyncDispose]();
});

test('a push is seen without a reload: a space that comes is there, with its sessions', async () => {
  await using tab = await browser.openTab();
  await signIn(tab.page, runtime);
  const row = (name: string) => tab.page.getByRole('row').filter({ hasText: name });
  await row('sales').getByText('ready').waitFor();
  // What is in trouble comes first, with the reason.
  const first = tab.page.locator('tbody tr').first();
  await first.getByText('needs you').waitFor();
  assert.match((await first.textContent()) ?? '', /^support.*broken/);
  await look(tab.page, 'overview');
  await runtime.apply(space('night'));
  await row('night').getByText('ready').waitFor();
  await runtime.client.post('sessions', { space: 'night' });
  await row('night').getByText('1 idle').waitFor();
});

test('with Tab and Enter alone one goes everywhere, and each page begins at its heading', async () => {
  const id = await openSession(runtime, 'sales');
  await using tab = await browser.openTab();
  const { page } = tab;
  await signIn(page, runtime);
  await page.getByRole('row').filter({ hasText: 'sales' }).getByText('1 idle').waitFor();
  const arrive = async (heading: string) => {
    await page.keyboard.press('Enter');
    await headingInFocus(page, heading);
    assert.equal(await page.title(), `${heading} · Raworc`);
  };

  await headingInFocus(page, 'Overview');
  await tabTo(page, 'sales');
  await arrive('sales');
  await tabTo(page, /^Sessions of sales/);
  await arrive('Sessions of sales');
  await tabTo(page, id);
  await arrive(`Session ${id}`);
  await tabTo(page, 'Pause');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await page.locator('[role=group]:focus').waitFor();
  await tabTo(page, 'Resume');

  for (const place of ['Audit', 'Reviews', 'Sessions', 'Overview']) {
    await tabTo(page, place, 'Shift+Tab');
    await arrive(place);
  }
  await tabTo(page, 'Skip to the content', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, 'sales');
  assert.match(page.url(), /#\/$/, 'skipping is no change of page');
});

test('what the browser drops once is asked again, for a session that starts here is a network that comes', async () => {
  await using tab = await browser.openTab();
  const { page } = tab;
  tab.expectCut();
  await signIn(page, runtime);
  let asked = 0;
  await page.route('**/api/v0/spaces/sales', (route) => {
    asked += 1;
    return asked === 1 ? route.abort('internetdisconnected') : route.continue();
  });
  await page.getByRole('link', { name: 'sales', exact: true }).click();
  await page.getByRole('rowheader', { name: 'echo' }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  assert.ok(asked >= 2);
});
