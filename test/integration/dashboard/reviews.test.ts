// Pull requests in a real browser, over a runtime on a GitHub of our own: what is pushed, approved, merged and closed there is
// seen here without a reload.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { agent, agentFile, space } from '../../scenarios/reconciler/declared.ts';
import { type Browser, openBrowser } from '../../support/browser/browser.ts';
import { look } from '../../support/browser/look.ts';
import { signIn } from '../../support/browser/sign-in.ts';
import { config, createReviewedWorld, type ReviewedWorld } from '../webhook/reviewed-world.ts';

let world: ReviewedWorld;
let browser: Browser;

before(async () => {
  const settings = { RAWORC_REQUIRE_REVIEWED_PLAN: 'on' };
  [world, browser] = await Promise.all([
    createReviewedWorld({ files: { 'README.md': 'Nothing yet' }, settings }),
    openBrowser(),
  ]);
  world.github.setPermission(config, 'ann', 'write');
  world.github.setPermission(config, 'bob', 'write');
});
after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});

const card = (page: Page, pull: number): Locator =>
  page.getByRole('article', { name: `Pull request ${pull}`, exact: true });
const show = (page: Page, state: string) =>
  page.getByLabel('Pull requests that are').selectOption({ label: state });

async function openReviews(page: Page): Promise<void> {
  await signIn(page, world);
  await page.getByRole('link', { name: 'Reviews' }).click();
  await page.getByRole('heading', { name: 'Reviews' }).waitFor();
}

test('a pull request is seen to come, to be approved, to change, and to be merged and run', async () => {
  const { github } = world;
  const [ann, bob] = [github.as('ann'), github.as('bob')];
  await using tab = await browser.openTab();
  const { page } = tab;
  await openReviews(page);
  await page.getByText('None that Raworc knows of').waitFor();
  const loaded = await page.evaluate<string>('performance.timeOrigin.toString()');

  const begin = { ...space('sales'), ...agent('sales', 'bot'), ...agent('sales', 'old') };
  await bob.push(config, begin, { branch: 'begin' });
  const { number } = await bob.openPull(config, { branch: 'begin', title: 'Begin with sales' });
  const shown = card(page, number);
  await shown.getByText('Begin with sales').waitFor();
  await shown.getByText('by bob').waitFor();
  const sales = shown.getByRole('region', { name: 'Plan for sales' });
  await sales.getByText('3 new').waitFor();
  await sales.getByText('2 layers to build').waitFor();
  await sales.getByText(agentFile('sales', 'bot')).waitFor();
  await shown.getByText('Nobody approved it as it is for sales.').waitFor();
  await look(page, 'reviews');

  ann.approve(config, number);
  await shown.getByText('Approved by ann.').waitFor();
  assert.equal(await shown.getByText('Nobody approved it').count(), 0);

  await bob.push(config, agent('sales', 'new'), { branch: 'begin' });
  await sales.getByText('4 new').waitFor();
  await sales.getByText(agentFile('sales', 'new')).waitFor();
  await shown.getByText('Nobody approved it as it is for sales.').waitFor();

  ann.approve(config, number);
  await shown.getByText('Approved by ann.').waitFor();
  await bob.merge(config, number);
  await shown.waitFor({ state: 'detached' });
  await show(page, 'merged');
  await shown.getByText('Everything runs as merged').waitFor();
  await shown
    .getByRole('region', { name: 'Outcome' })
    .getByText(/Revision \w{7} runs with 3 agents/)
    .waitFor();
  await shown.getByText('Approved by ann.').waitFor();
  assert.equal(await page.evaluate<string>('performance.timeOrigin.toString()'), loaded, 'without a reload');
  await look(page, 'reviews-merged');
});

test('what would be felt is told before: sessions, what a person must confirm, what is wrong in its files', async () => {
  const { github, client } = world;
  const bob = github.as('bob');
  await client.post('sessions', { space: 'sales' });
  await using tab = await browser.openTab();
  const { page } = tab;
  await openReviews(page);
  await bob.push(
    config,
    { [agentFile('sales', 'old')]: null, ...space('ops', 'descripton: Runs things') },
    { branch: 'risky' },
  );
  const { number } = await bob.openPull(config, { branch: 'risky', title: 'Without the old one' });
  const shown = card(page, number);
  await shown.getByText('1 session affected').waitFor();
  const removal = shown.getByRole('listitem').filter({ hasText: 'remove agent old' });
  await removal.getByText('1 session of its space may be left without the agent').waitFor();
  await shown.getByText('1 problem in its files.').waitFor();
  await shown.getByText('spaces/ops/space.yaml:5:3').waitFor();
  await shown.getByText('Did you mean description?').waitFor();
  await look(page, 'reviews-risky');

  await bob.push(config, space('ops', 'description: Runs things'), { branch: 'risky' });
  await shown.getByRole('region', { name: 'Plan for ops' }).waitFor();
  await shown.getByText('1 problem in its files.').waitFor({ state: 'detached' });

  bob.close(config, number);
  await shown.waitFor({ state: 'detached' });
  await show(page, 'closed');
  await shown.getByText('Without the old one').waitFor();
});

test('of many the newest are shown, more on demand, and what changes comes to the front while all are shown', async () => {
  const { github } = world;
  const bob = github.as('bob');
  const pulls: number[] = [];
  for (let at = 1; at <= 21; at += 1) {
    await bob.push(config, space('sales', `description: Words ${at}`), { branch: `words-${at}` });
    const { number } = await bob.openPull(config, { branch: `words-${at}`, title: `Words ${at}` });
    pulls.push(number);
  }
  const [first = 0] = pulls;
  await using tab = await browser.openTab();
  const { page } = tab;
  await openReviews(page);
  await card(page, first + 20).waitFor();
  assert.equal(await page.getByRole('article').count(), 20);
  assert.equal(await card(page, first).count(), 0);
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.locator('article:focus').and(card(page, first)).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0, 'that is all');

  await bob.push(config, space('sales', 'description: Last words'), { branch: 'words-1' });
  await page.getByRole('article').first().getByText(`#${first}`, { exact: true }).waitFor();
  assert.equal(await page.getByRole('article').count(), 21);
});
