// A link of `raworc dashboard` becomes a token of this tab.

import { ask } from '../api/client.ts';
import { keepToken } from './token.ts';

/** Throws `ApiProblem`s. The code is taken out of the address first: it must not stay in the history. */
export async function redeem(code: string): Promise<void> {
  history.replaceState(null, '', '#/');
  const answer = await ask('sign-in', { method: 'POST', as: code });
  const { token } = (await answer.json()) as { token: string };
  keepToken(token);
}
