// Scrolls a page as a person with a wheel does, and watches how much work each turn of it makes.

import type { CDPSession, Page } from 'playwright-core';

export interface Journey {
  /** The most rows of tables that there were at once. */
  readonly rows: number;
  /** Of one turn of the wheel until its frame is there: milliseconds of computing on the page's own thread. */
  readonly mostWork: number;
}

const nextFrame = 'new Promise((next) => requestAnimationFrame(() => setTimeout(next)))';

/** Looks once a frame until what the expression says is true or anything; the page's policy refuses it to look by itself. */
export async function seenAs<T>(page: Page, expression: string): Promise<T> {
  for (;;) {
    const seen = await page.evaluate<T | false | null | undefined>(`${nextFrame}.then(() => ${expression})`);
    if (seen !== undefined && seen !== null && seen !== false) return seen;
  }
}

/** On the thread's own clock, which stands still while other programs have the processor. */
async function workOf(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}

/** To the end, wherever that is by then: `isAll` says whether nothing more is to come. */
export async function scrollThrough(
  page: Page,
  { by, isAll }: { readonly by: number; readonly isAll: () => Promise<boolean> },
): Promise<Journey> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.mouse.move(640, 400);
  const [works, counts]: [number[], number[]] = [[], []];
  for (let isThere = false; !isThere;) {
    const before = await workOf(devtools);
    await page.mouse.wheel(0, by);
    await page.evaluate(nextFrame);
    works.push((await workOf(devtools)) - before);
    counts.push(await page.locator('main tr').count());
    const left = await page.evaluate<number>(
      by < 0 ? 'scrollY' : 'document.documentElement.scrollHeight - innerHeight - scrollY',
    );
    isThere = left < 1 && (await isAll());
  }
  await devtools.detach();
  return { rows: Math.max(...counts), mostWork: Math.max(...works) };
}
