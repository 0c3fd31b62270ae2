// A session in a real browser: create, talk, see it answered piece by piece, fork, pause, go on, close, and be refused.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { waitForState } from '../../../cli/client/wait.ts';
import { type Browser, openBrowser } from '../../support/browser/browser.ts';
import { look } from '../../support/browser/look.ts';
import { signIn } from '../../support/browser/sign-in.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { openSession } from '../../support/runtime/talk.ts';

let runtime: RealRuntime;
let browser: Browser;

/** Says the first half, and the second once a file is there. */
const slow = [
  'yield "one, "',
  'while message == "wait" and not os.path.exists("/session/go"): time.sleep(0.02)',
  'yield "two: " + message',
].join('\n');

before(async () => {
  runtime = await openRealRuntime();
  browser = await openBrowser();
  await runtime.apply({
    ...space('sales'),
    ...pythonAgent('sales', 'counter', slow),
    ...pythonAgent('sales', 'other', 'return "from the other"'),
  });
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await runtime[Symbol.asyncDispose]();
});

const said = (page: Page) => page.getByRole('log', { name: 'Conversation' });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function talk(page: Page, content: string, agent: string): Promise<void> {
  await page.getByLabel('To', { exact: true }).selectOption(agent);
  await page.getByLabel('Message').fill(content);
  await page.getByLabel('Message').press('Enter');
}

test('a session is created, talked to, and answers while one looks, with who and why', async () => {
  await using tab = await browser.openTab();
  const { page } = tab;
  await signIn(page, runtime);
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  await press(page, 'New session');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  const id = decodeURIComponent(page.url().split('/').at(-1) ?? '');

  await talk(page, 'wait', 'counter');
  await said(page).getByText('is answering').waitFor();
  await said(page).getByText('one,').waitFor();
  const written = await fetch(`${runtime.url}/api/v0/sessions/${id}/files/go`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${runtime.token}`, 'content-type': 'application/octet-stream' },
    body: 'go',
  });
  assert.ok(written.ok, await written.text());
  await said(page).getByText('one, two: wait').waitFor();
  await said(page).getByText('counter was chosen').waitFor();
  await talk(page, 'and you?', 'other');
  await said(page).getByText('from the other').waitFor();
  await look(page, 'session');

  await press(page, 'Fork');
  await page.getByText('Forked:').getByRole('link').click();
  await page.getByRole('navigation').waitFor();
  await said(page).getByText('from the other').waitFor();
  assert.equal(await page.getByLabel('Forks').getByRole('link').count(), 2, 'both are in the tree');

  await page.goBack();
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  await page.getByRole('row').nth(2).waitFor();
  await look(page, 'sessions');
});

test('a paused session says so, and a message wakes it', async () => {
  const id = await openSession(runtime, 'sales');
  await using tab = await browser.openTab();
  const { page } = tab;
  await signIn(page, runtime);
  await page.goto(`${runtime.url}/#/sessions/${id}`);
  await press(page, 'Pause');
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Pause' }).count(), 0, 'it is paused already');
  await talk(page, 'still there', 'counter');
  await said(page).getByText('two: still there').waitFor();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});

test('closing asks first, and what was said stays', async () => {
  const id = await openSession(runtime, 'sales');
  await using tab = await browser.openTab();
  const { page } = tab;
  await signIn(page, runtime);
  await page.goto(`${runtime.url}/#/sessions/${id}`);
  await talk(page, 'remember', 'counter');
  await said(page).getByText('two: remember').waitFor();
  await press(page, 'Close');
  await look(page, 'session-close');
  await press(page, 'Cancel');
  await press(page, 'Close');
  await press(page, 'Close it');
  await page.getByText('This session is closed').waitFor();
  await page.reload();
  await said(page).getByText('two: remember').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Close', exact: true }).count(), 0);
});

test('who may only look reads why an action is refused, and what to do', async () => {
  const id = await openSession(runtime, 'sales');
  const { token } = await runtime.client.post<{ token: string }>('tokens', {
    scopes: ['Session:get', 'Session:list', 'Space:list', 'Space:get'],
    expires_in_seconds: 600,
  });
  await using tab = await browser.openTab();
  const { page } = tab;
  tab.expectStatus(403);
  await page.goto(`${runtime.url}/#/`);
  await page.getByLabel('Token').fill(token);
  await press(page, 'Sign in');
  await page.getByRole('navigation').waitFor();
  await page.goto(`${runtime.url}/#/sessions/${id}`);
  await press(page, 'Pause');
  await page.getByRole('alert').getByText('FORBIDDEN').waitFor();
  const hint = await page.getByRole('alert').locator('.hint').textContent();
  assert.match(hint ?? '', /\S/, 'and what to do about it');
  await look(page, 'session-refused');
  await waitForState(runtime.client, id, 'idle', 10);
});
