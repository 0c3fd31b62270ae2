// A large installation in a real browser: 1,000 agents and 2,000 sessions are scrolled through from end to end, and what
// changes meanwhile changes where one looks.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { SessionRow } from '../../../state/store/sessions.ts';
import { type Browser, openBrowser } from '../../support/browser/browser.ts';
import { look } from '../../support/browser/look.ts';
import { type Journey, scrollThrough, seenAs } from '../../support/browser/scroll.ts';
import { carryToken } from '../../support/browser/sign-in.ts';
import { aSession } from '../../support/rows.ts';
import { type FullServer, startFullServer } from '../../support/server/full-server.ts';

let server: FullServer;
let browser: Browser;

before(async () => {
  server = await startFullServer((home) => `sqlite:${join(home, 'raworc.db')}`, {
    spaces: 200,
    agents: 1_000,
    inFirst: 500,
    sessions: 2_000,
  });
  browser = await openBrowser();
});
after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const SIZE = { width: 1280, height: 800 };
/** Up to 100 rows are shown whole; of more, about the 22 that are in sight and some on each side. */
const MOST_ROWS = 105;
/**
 * Of one turn of the wheel. What takes longer than 100 ms is felt; work is measured and not time, so other tests that run
 * beside this one make it no longer. It was 12 to 40 ms on two cores that 15 programs wanted.
 */
const MOST_WORK_MS = 100;

function assertFluid({ rows, mostWork }: Journey): void {
  assert.ok(rows <= MOST_ROWS, `${rows} rows at once`);
  assert.ok(mostWork <= MOST_WORK_MS, `a turn of the wheel took ${Math.round(mostWork)} ms of work`);
}

async function openTab(path: string) {
  const tab = await browser.openTab({ viewport: SIZE });
  await carryToken(tab.page, server.token);
  await tab.page.goto(`${server.url}/#/${path}`);
  await tab.page.getByRole('row').nth(20).waitFor();
  return tab;
}

async function boxOf(place: Locator) {
  const box = await place.boundingBox();
  assert.ok(box !== null);
  return { top: box.y, bottom: box.y + box.height };
}
async function inSight(place: Locator): Promise<boolean> {
  const { top, bottom } = await boxOf(place);
  return top >= 0 && bottom <= SIZE.height;
}
const rowOf = (page: Page, id: string): Locator => page.getByRole('row').filter({ hasText: id });
const allSessions = (): Promise<readonly SessionRow[]> => server.store.sessions.list({}, { limit: 5_000 });

async function scrollSessions(page: Page): Promise<Journey> {
  const more = page.getByRole('button', { name: 'Show more' });
  return scrollThrough(page, { by: 1_600, isAll: async () => (await more.count()) === 0 });
}

async function goToMiddle(page: Page): Promise<void> {
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight / 2)');
}

/** Of the session that one sees at that height of the window, once there is one. */
const idAt = (page: Page, y: number): Promise<string> =>
  seenAs(page, `document.elementFromPoint(60, ${y})?.closest('tr')?.querySelector('a')?.textContent`);

test('every space of the overview is reached, with few of them made at once', async () => {
  await using tab = await openTab('');
  const journey = await scrollThrough(tab.page, { by: 800, isAll: () => Promise.resolve(true) });
  assertFluid(journey);
  assert.ok(await inSight(tab.page.getByRole('link', { name: 'team-0199', exact: true })));
});

test('a space with 500 agents is scrolled through, and each of them is found by its name', async () => {
  await using tab = await openTab('spaces/team-0000');
  const { page } = tab;
  const table = page.locator('table.agents');
  assert.equal(await table.getAttribute('aria-rowcount'), '501');
  await page.getByLabel('Find').scrollIntoViewIfNeeded();
  const journey = await scrollThrough(page, { by: 800, isAll: () => Promise.resolve(true) });
  assertFluid(journey);
  assert.equal(await table.getByRole('row').last().getAttribute('aria-rowindex'), '501');
  await page.getByLabel('Find').fill('agent-377');
  await table.getByRole('rowheader', { name: 'agent-377' }).waitFor();
  assert.equal(await table.getByRole('row').count(), 2);
});

test('2,000 sessions are read as one scrolls, down to the last and up again', async () => {
  await using tab = await openTab('sessions');
  const { page } = tab;
  const sessions = await allSessions();
  assertFluid(await scrollSessions(page));
  const last = rowOf(page, sessions.at(-1)?.id ?? 'none');
  assert.ok(await inSight(last));
  assert.equal(await last.getAttribute('aria-rowindex'), String(sessions.length + 1));
  assert.equal(
    await page.locator('table.sessions').getAttribute('aria-rowcount'),
    String(sessions.length + 1),
  );
  await look(page, 'many-sessions', 'window');
  assertFluid(await scrollThrough(page, { by: -1_600, isAll: () => Promise.resolve(true) }));
  assert.ok(await inSight(rowOf(page, sessions[0]?.id ?? 'none')));
});

test('who comes back to the list is where they were, in those that they wanted to see', async () => {
  await using tab = await openTab('sessions');
  const { page } = tab;
  await page.getByLabel('State').selectOption('busy');
  await page.locator('table.sessions').getByText('idle').first().waitFor({ state: 'detached' });
  await scrollSessions(page);
  await goToMiddle(page);
  const id = await idAt(page, 200);
  await page.evaluate(`location.hash = '#/'`);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.goBack();
  await rowOf(page, id).waitFor();
  assert.ok(await inSight(rowOf(page, id)));
  assert.equal(await page.getByLabel('State').inputValue(), 'busy');
  assert.equal(await page.locator('table.sessions').getAttribute('aria-rowcount'), '501');

  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  await page.getByRole('row').nth(1).waitFor();
  assert.equal(await page.evaluate('scrollY'), 0, 'who follows a link begins at the top');
});

test('who turns a phone goes on where they were', async () => {
  await using tab = await openTab('sessions');
  const { page } = tab;
  await scrollSessions(page);
  await goToMiddle(page);
  const id = await idAt(page, 60);
  for (const size of [{ width: 390, height: 844 }, { width: 844, height: 390 }, SIZE]) {
    await page.setViewportSize(size);
    await page.evaluate('new Promise((next) => requestAnimationFrame(() => setTimeout(next)))');
    assert.ok(await inSight(rowOf(page, id)), `at ${size.width} × ${size.height}`);
  }
});

test('what changes in the middle of 2,000 changes in its place, and where one looks stays where it is', async () => {
  await using tab = await openTab('sessions');
  const { page } = tab;
  await scrollSessions(page);
  await goToMiddle(page);
  const sessions = await allSessions();
  const id = await idAt(page, 400);
  const changed = sessions.find((session) => session.id === id);
  assert.ok(changed !== undefined);
  const row = rowOf(page, id);
  await row.getByRole('link').focus();
  const { top } = await boxOf(row);
  const asked: number[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname.endsWith('/sessions')) asked.push(Number(searchParams.get('limit')));
  });

  const message = 'The container ended.';
  await server.store.sessions.change(changed.id, changed, { state: 'error', message });
  await row.getByText(message).waitFor();
  assert.ok(Math.abs((await boxOf(row)).top - top) < 2, 'it stays where it was');
  const read = asked.reduce((sum, limit) => sum + limit, 0);
  assert.ok(read <= 200, `${read} were read again for the one that changed`);

  const before = Number(await row.getAttribute('aria-rowindex'));
  for (let count = 0; count < 30; count += 1)
    await server.store.sessions.insert(aSession({ space: 'team-0001', state: 'idle' }));
  await page
    .locator(`tr[aria-rowindex="${before + 30}"]`)
    .filter({ hasText: id })
    .waitFor();
  assert.ok(Math.abs((await boxOf(row)).top - top) < 2, 'also with 30 more above it');

  await page.mouse.wheel(0, 20_000);
  await seenAs(page, `scrollY > ${before * 30}`);
  const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent');
  assert.equal(await focused(), id, 'the focus is not lost far below');
  await page.mouse.wheel(0, -40_000);
  await seenAs(page, `scrollY < ${before * 30 - 10_000}`);
  assert.equal(await focused(), id, 'nor far above');
});
