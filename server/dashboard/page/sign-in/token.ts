// The token that one is signed in with: of this tab, gone when it is closed.

import { signal } from '@preact/signals';
import type { ApiProblem } from '../api/problem.ts';

const KEY = 'raworc-token';
const LINK_KEY = 'raworc-link-token';

export const token = signal<string | null>(sessionStorage.getItem(KEY));
/** Why nobody is signed in any more; null where nobody was, or wanted to be. */
export const ended = signal<ApiProblem | null>(null);

/** `linkId`: of a token that a link made for this tab alone. */
export function keepToken(text: string, linkId?: string): void {
  sessionStorage.setItem(KEY, text);
  if (linkId === undefined) sessionStorage.removeItem(LINK_KEY);
  else sessionStorage.setItem(LINK_KEY, linkId);
  ended.value = null;
  token.value = text;
}

export const linkIdOfToken = (): string | null => sessionStorage.getItem(LINK_KEY);

export function forgetToken(why: ApiProblem | null = null): void {
  sessionStorage.removeItem(KEY);
  sessionStorage.removeItem(LINK_KEY);
  ended.value = why;
  token.value = null;
}
