// A session that goes on for long, in a real browser: what was said long ago is read when it is asked for, and what the
// session uses is drawn and told.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Browser, openBrowser } from '../../support/browser/browser.ts';
import { look } from '../../support/browser/look.ts';
import { signIn } from '../../support/browser/sign-in.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

let runtime: RealRuntime;
let browser: Browser;

before(async () => {
  [runtime, browser] = await Promise.all([
    openRealRuntime({ settings: { RAWORC_SAMPLE_PERIOD: '1s' } }),
    openBrowser(),
  ]);
  await runtime.apply({ ...space('sales'), ...pythonAgent('sales', 'echo', 'return "echo " + message') });
});
after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await runtime?.[Symbol.asyncDispose]();
});

test('what was said long ago is read when it is asked for, and what one reads stays where it is', async () => {
  const id = await openSession(runtime, 'sales');
  for (let turn = 1; turn <= 60; turn += 1) await ask(runtime, id, 'echo', `number ${turn}.`);
  await using tab = await browser.openTab();
  const { page } = tab;
  await signIn(page, runtime);
  await page.goto(`${runtime.url}/#/sessions/${id}`);
  const said = page.getByRole('log', { name: 'Conversation' });
  await said.getByText('echo number 60.').waitFor();
  const messages = said.getByRole('article');
  assert.equal(await messages.count(), 50, 'the newest alone are read at first');

  const first = said.getByText('number 36.', { exact: true });
  const more = said.getByRole('button', { name: 'What was said before' });
  await more.scrollIntoViewIfNeeded();
  await look(page, 'conversation-long');
  await more.scrollIntoViewIfNeeded();
  const before = await first.boundingBox();
  await more.focus();
  await page.keyboard.press('Enter');
  await said.getByText('echo number 11.').waitFor();
  assert.equal(await messages.count(), 100);
  const now = await first.boundingBox();
  assert.ok(Math.abs((now?.y ?? 0) - (before?.y ?? 0)) < 2, `it moved from ${before?.y} to ${now?.y}`);

  await more.scrollIntoViewIfNeeded();
  await more.press('Enter');
  await said.getByText('echo number 1.').waitFor();
  assert.equal(await messages.count(), 120);
  await more.waitFor({ state: 'detached' });
  const focused = await page.evaluate<string>('document.activeElement.getAttribute("aria-label")');
  assert.equal(focused, 'Conversation', 'whoever uses the keyboard goes on from there');

  await ask(runtime, id, 'echo', 'and on.');
  await said.getByText('echo and on.').waitFor();
  assert.ok(await first.isVisible());
});

test('what a session uses is drawn once it was looked at, and told in words too', async () => {
  const id = await openSession(runtime, 'sales');
  await ask(runtime, id, 'echo', 'work');
  await using tab = await browser.openTab();
  const { page } = tab;
  await signIn(page, runtime);
  await page.goto(`${runtime.url}/#/sessions/${id}`);
  const usage = page.getByRole('region', { name: 'Usage' });
  const words: Readonly<Record<string, RegExp>> = {
    CPU: /^CPU: \d+\.\d\d cores now, \d+\.\d\d cores at most/,
    Memory: /^Memory: \d+(\.\d)? (KiB|MiB) now/,
    Disk: /^Disk: \d+(\.\d)? (B|KiB|MiB) now/,
  };
  for (const [title, told] of Object.entries(words)) {
    const chart = usage.getByRole('img', { name: told });
    await chart.waitFor();
    assert.match((await chart.locator('path').getAttribute('d')) ?? '', /^M[\d.]+,[\d.]+/, title);
  }
  await look(page, 'session-usage');
});
