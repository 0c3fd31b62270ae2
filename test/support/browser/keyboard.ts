// Somebody without a mouse: goes from stop to stop, and always sees where they are.

import type { Page } from 'playwright-core';

interface Focused {
  readonly words: string;
  readonly isShown: boolean;
}

/** More stops than anybody would pass. */
const MOST_STOPS = 80;

const look = `(() => {
  const at = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const words = (at.getAttribute('aria-label') ?? at.textContent ?? '').replace(/\\s+/g, ' ').trim();
  return { words, isShown: outlineStyle !== 'none' && outlineWidth !== '0px' };
})()`;

/** Presses Tab, or Shift+Tab, until the focus is on what is called so. */
export async function tabTo(page: Page, words: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab') {
  const passed: string[] = [];
  while (passed.length < MOST_STOPS) {
    await page.keyboard.press(key);
    const at = await page.evaluate<Focused>(look);
    const isThere = typeof words === 'string' ? at.words === words : words.test(at.words);
    if (isThere && !at.isShown) throw new Error(`Nobody sees that the focus is on “${at.words}”.`);
    if (isThere) return;
    passed.push(at.words);
  }
  throw new Error(`${key} does not lead to ${String(words)}, but by:\n${passed.join('\n')}`);
}

/** What a screen reader says next: the heading that has the focus. Waits for it. */
export async function headingInFocus(page: Page, heading: string): Promise<void> {
  await page.locator('h1:focus').filter({ hasText: heading }).waitFor();
}
