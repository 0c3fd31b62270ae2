// Leaves. What a link made for this tab is worth nothing from then on; a token that somebody typed goes on being theirs.

import { ask } from '../api/client.ts';
import { forgetToken, linkIdOfToken, token } from './token.ts';

export function signOut(): void {
  const [text, id] = [token.value, linkIdOfToken()];
  forgetToken();
  if (text === null || id === null) return;
  // Away from the server it ends by itself some hours later.
  ask(`tokens/${encodeURIComponent(id)}`, { method: 'DELETE', as: text }).catch(() => undefined);
}
