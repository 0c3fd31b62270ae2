// Signs a tab in as a person does: by the link that `raworc dashboard` prints.

import type { Page } from 'playwright-core';
import type { RealRuntime } from '../runtime/real-runtime.ts';

export async function signIn(page: Page, { client, url }: RealRuntime): Promise<void> {
  const { code } = await client.post<{ code: string }>('sign-in-links');
  await page.goto(`${url}/#/sign-in/${code}`);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}
