// Signs a tab in: as a person does, by the link that `raworc dashboard` prints, or by a token that the tab has already.

import type { Page } from 'playwright-core';
import type { RealRuntime } from '../runtime/real-runtime.ts';

export async function signIn(
  page: Page,
  { client, url }: Pick<RealRuntime, 'client' | 'url'>,
): Promise<void> {
  const { code } = await client.post<{ code: string }>('sign-in-links');
  await page.goto(`${url}/#/sign-in/${code}`);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** Before the tab goes anywhere. */
export async function carryToken(page: Page, token: string): Promise<void> {
  await page.addInitScript(`sessionStorage.setItem('raworc-token', ${JSON.stringify(token)})`);
}
