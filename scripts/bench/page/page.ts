// How soon the overview of a large installation is there in a browser that never saw it, how much script that takes, and how
// long the metrics of the same installation take to render.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { builtPage } from '../../../server/dashboard/serve-page.ts';
import { type Browser, openBrowser } from '../../../test/support/browser/browser.ts';
import { carryToken } from '../../../test/support/browser/sign-in.ts';
import { type FullServer, startFullServer } from '../../../test/support/server/full-server.ts';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { median, timed } from '../measure.ts';

const extent = { spaces: 100, agents: 1_000, sessions: 2_000 };
const rounds = 7;
const what = '1,000 agents and 2,000 sessions';

/** From the navigation until the table of spaces is painted, in milliseconds; each time in a browser's context of its own. */
async function firstSight(browser: Browser, { url, token }: FullServer): Promise<number> {
  await using tab = await browser.openTab();
  await carryToken(tab.page, token);
  await tab.page.goto(url, { waitUntil: 'commit' });
  await tab.page.locator('table.spaces tbody tr').first().waitFor();
  return await tab.page.evaluate<number>(
    'new Promise((seen) => requestAnimationFrame(() => setTimeout(() => seen(performance.now()))))',
  );
}

async function measureOn(browser: Browser, database: BenchDatabase): Promise<readonly Figure[]> {
  await using server = await startFullServer(database.urlFor, extent);
  const sights: number[] = [];
  const renders: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    sights.push(await firstSight(browser, server));
    renders.push((await timed(() => server.renderMetrics())).ms);
  }
  const { name } = database;
  return [
    {
      what: `the overview of ${what}, cold, until its table is seen`,
      database: name,
      result: median(sights) / 1000,
      unit: 's',
      goal: 1,
    },
    { what: `the metrics of ${what}`, database: name, result: median(renders), unit: 'ms', goal: 50 },
  ];
}

/** In kB, as they travel. */
function scriptSize(): number {
  const assets = join(builtPage, 'assets');
  const scripts = readdirSync(assets).filter((file) => file.endsWith('.js'));
  return scripts.reduce((sum, file) => sum + gzipSync(readFileSync(join(assets, file))).length, 0) / 1000;
}

export async function measurePage(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  await using browser = await openBrowser();
  const figures: Figure[] = [
    { what: 'the page’s JavaScript, compressed', result: scriptSize(), unit: 'kB', goal: 150 },
  ];
  for (const database of databases) figures.push(...(await measureOn(browser, database)));
  return figures;
}
