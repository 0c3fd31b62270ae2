// Looks at a page as people do: in light and dark, on a phone, and with a screen reader's eyes. The pictures stay in test/output/.

import { mkdirSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const folder = new URL('../../output/', import.meta.url).pathname;

const desk = { width: 1280, height: 800 };
const phone = { width: 375, height: 812 };

/**
 * Takes a picture in each way to look at it; throws where something is wrong that keeps people out. Of a page that is many
 * windows long, only the window is taken.
 */
export async function look(page: Page, name: string, of: 'page' | 'window' = 'page'): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [way, colorScheme, size] of [
    ['light', 'light', desk],
    ['dark', 'dark', desk],
    ['phone', 'light', phone],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    await page.screenshot({ path: `${folder}${name}-${way}.png`, fullPage: of === 'page' });
    await requireAccessible(page, `${name}, ${way}`);
    await requireNoSideways(page, `${name}, ${way}`);
  }
  await page.setViewportSize(desk);
}

async function requireAccessible(page: Page, what: string): Promise<void> {
  // The other mode opens a second page to put frames' results together; there are no frames here.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  if (serious.length === 0) return;
  const lines = serious.map(({ id, help, nodes }) =>
    [`${id}: ${help}`, ...nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary}`)].join(
      '\n',
    ),
  );
  throw new Error(`Not everybody can use ${what}:\n${lines.join('\n')}`);
}

/** A page that is wider than its window is read by moving it to and fro. */
async function requireNoSideways(page: Page, what: string): Promise<void> {
  const [content, window] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  if (content > window) throw new Error(`${what} is ${content} pixels wide in a window of ${window}.`);
}
