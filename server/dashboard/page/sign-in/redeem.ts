// A link of `raworc dashboard` becomes a token of this tab.

import { ask } from '../api/client.ts';
import { is401 } from '../api/problem.ts';
import { linkOver } from './refusals.ts';
import { keepToken } from './token.ts';

/** Throws `ApiProblem`s. The code is taken out of the address first: it must not stay in the history. */
export async function redeem(code: string): Promise<void> {
  history.replaceState(null, '', '#/');
  const answer = await ask('sign-in', { method: 'POST', as: code }).catch((thrown: unknown) => {
    throw is401(thrown) ? linkOver() : thrown;
  });
  const { token, id } = (await answer.json()) as { token: string; id: string };
  keepToken(token, id);
}
