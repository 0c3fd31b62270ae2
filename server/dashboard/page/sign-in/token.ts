// The token that one is signed in with: of this tab, gone when it is closed.

import { signal } from '@preact/signals';

const KEY = 'raworc-token';

export const token = signal<string | null>(sessionStorage.getItem(KEY));

export function keepToken(text: string): void {
  sessionStorage.setItem(KEY, text);
  token.value = text;
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
  token.value = null;
}
