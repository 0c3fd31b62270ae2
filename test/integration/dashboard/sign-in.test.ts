// Coming and going in a real browser: by the link that the command line prints, by a token, and against one's will.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { type Browser, openBrowser } from '../../support/browser/browser.ts';
import { look } from '../../support/browser/look.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

const entry = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;

let runtime: RealRuntime;
let browser: Browser;

before(async () => {
  [runtime, browser] = await Promise.all([openRealRuntime(), openBrowser()]);
});
after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await runtime?.[Symbol.asyncDispose]();
});

/** What `raworc dashboard` prints. */
async function printedLink(): Promise<string> {
  const env = { ...process.env, RAWORC_API_URL: runtime.url, RAWORC_API_KEY: runtime.token };
  const { stdout } = await promisify(execFile)(process.execPath, [entry, 'dashboard'], { env });
  assert.match(stdout, /^http:\S+\/#\/sign-in\/\S+\n$/, 'the link and nothing else');
  return stdout.trim();
}

const isIn = (page: Page, heading = 'Overview') => page.getByRole('heading', { name: heading }).waitFor();
const alert = (page: Page) => page.getByRole('alert');

async function type(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

interface NewToken {
  readonly id: string;
  readonly token: string;
}

test('the link that `raworc dashboard` prints signs in once, and whoever comes later reads what to do', async () => {
  const link = await printedLink();
  await using tab = await browser.openTab();
  await tab.page.goto(link);
  await isIn(tab.page);
  const code = link.split('/').at(-1) ?? '';
  assert.ok(!tab.page.url().includes(code), 'it does not stay in the history');
  assert.equal(await tab.page.title(), 'Overview · Raworc');

  await using late = await browser.openTab();
  late.expectStatus(401);
  await late.page.goto(link);
  await alert(late.page).getByText('This link was used already').waitFor();
  await alert(late.page).getByText('Run raworc dashboard').waitFor();
  await look(late.page, 'sign-in');
  // Pasted into the tab that said so: no new document is loaded for that.
  await late.page.goto(await printedLink());
  await isIn(late.page);
});

test('a link that is opened where somebody is signed in signs that one out', async () => {
  const { token } = await runtime.client.post<NewToken>('tokens', { scopes: ['Space:list'] });
  await using tab = await browser.openTab();
  await tab.page.goto(runtime.url);
  await type(tab.page, token);
  await isIn(tab.page);
  await tab.page.goto(await printedLink());
  await isIn(tab.page);
  const now = await tab.page.evaluate<string>(`sessionStorage.getItem('raworc-token')`);
  assert.notEqual(now, token);
});

test('a token that is mistyped is said to be that, also where no header could carry it', async () => {
  await using tab = await browser.openTab();
  tab.expectStatus(401);
  await tab.page.goto(runtime.url);
  for (const slip of [`${runtime.token}x`, 'raworc_“quoted”', 'two words']) {
    await type(tab.page, slip);
    await alert(tab.page).getByText('does not know this token').waitFor();
    await alert(tab.page).getByText('raworc dashboard').waitFor();
  }
  await type(tab.page, runtime.token);
  await isIn(tab.page);
});

test('whoever signs out leaves nothing that opens anything', async () => {
  await using tab = await browser.openTab();
  const { page } = tab;
  await page.goto(await printedLink());
  await isIn(page);
  const token = await page.evaluate<string>(`sessionStorage.getItem('raworc-token')`);
  const whoami = () =>
    fetch(`${runtime.url}/api/v0/whoami`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await whoami()).status, 200);
  const revoked = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Token').waitFor();
  assert.equal((await revoked).status(), 204);
  assert.equal((await whoami()).status, 401);
  assert.equal(await page.evaluate<number>('sessionStorage.length'), 0);
  assert.equal(await alert(page).count(), 0, 'that was no failure');
  await page.reload();
  await page.getByLabel('Token').waitFor();
});

test('a typed token goes on being good for its owner after signing out', async () => {
  const { token } = await runtime.client.post<NewToken>('tokens', {});
  await using tab = await browser.openTab();
  await tab.page.goto(runtime.url);
  await type(tab.page, token);
  await isIn(tab.page);
  await tab.page.getByRole('button', { name: 'Sign out' }).click();
  await type(tab.page, token);
  await isIn(tab.page);
});

const ends = {
  revoked: async () => {
    const { id, token } = await runtime.client.post<NewToken>('tokens', {});
    return { token, end: () => runtime.client.request('DELETE', `tokens/${id}`) };
  },
  expired: async () => {
    const { token } = await runtime.client.post<NewToken>('tokens', { expires_in_seconds: 4 });
    return { token, end: async () => undefined };
  },
} as const;

for (const [what, make] of Object.entries(ends))
  test(`a token that is ${what} while one looks: the page says so, stops asking, and one comes back to where one was`, async () => {
    await using tab = await browser.openTab();
    const { page } = tab;
    tab.expectStatus(401);
    tab.expectCut();
    const { token, end } = await make();
    await page.goto(`${runtime.url}/#/audit`);
    await type(page, token);
    await isIn(page, 'Audit');
    await end();
    await alert(page).getByText('You are signed out').waitFor();
    await look(page, `sign-in-${what}`);

    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await type(page, token);
    await alert(page).getByText('does not know this token').waitFor();
    assert.deepEqual(asked, ['/api/v0/whoami']);
    await type(page, runtime.token);
    await isIn(page, 'Audit');
    await page.getByRole('link', { name: 'Overview' }).click();
    await isIn(page);
    await page.getByText('No space is declared yet').waitFor();
    assert.equal(await alert(page).count(), 0, 'of what is over nothing is left');
  });
