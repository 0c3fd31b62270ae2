// Digests of what a request is about to change, and of what it asks for: the `before` and `after` of its row in the audit,
// which is written before anything is done. Equal digests mean equal content; none of them tells a secret's value.

import { hash } from 'node:crypto';
import { canonicalJson } from '../../../schemas/load/canonical.ts';
import type { AccountKind, AccountRow } from '../../../state/store/accounts.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Hold } from '../../../state/store/spaces.ts';
import type { Store } from '../../../state/store/store.ts';
import type { TokenRow } from '../../../state/store/tokens.ts';
import type { Secrets } from '../../../state/secrets/secrets.ts';
import { sessionId } from '../shapes/parameters.ts';

export interface Change {
  readonly before: string | null;
  readonly after: string | null;
}

/** Nothing of it can be known before it is done, or its row says all. */
export const unknownChange: Change = { before: null, after: null };

/** Undefined where it is not there. */
export interface WhatIsThere {
  account(kind: AccountKind, name: string): Promise<AccountRow | undefined>;
  token(id: string): Promise<TokenRow | undefined>;
  session(id: string): Promise<SessionRow | undefined>;
  hold(space: string): Promise<Hold | null | undefined>;
  /** As Git declares it, with every default: the digest that the rows of commits have. */
  declaredSpace(space: string): Promise<string | undefined>;
  declaredAgent(space: string, agent: string): Promise<string | undefined>;
  /** Keyed: of the value that is set, or of `value`. */
  secret(space: string, name: string, value?: string): Promise<string | undefined>;
}

export function createWhatIsThere({
  store,
  secrets,
}: {
  readonly store: Pick<Store, 'accounts' | 'tokens' | 'sessions' | 'spaces' | 'agents'>;
  readonly secrets: Pick<Secrets, 'digest'>;
}): WhatIsThere {
  return {
    account: (kind, name) => store.accounts.get(kind, name),
    token: (id) => store.tokens.get(id),
    session: async (id) => store.sessions.get(sessionId(id)),
    hold: async (space) => (await store.spaces.get(space))?.hold,
    declaredSpace: async (space) => (await store.spaces.get(space))?.specDigest,
    declaredAgent: async (space, agent) => (await store.agents.get(space, agent))?.specDigest,
    secret: (space, name, value) => secrets.digest(space, name, value),
  };
}

/** sha256, hex. The same for any order of fields; null for what is not there. */
export const digestOf = (content: unknown): string | null =>
  content === undefined || content === null ? null : hash('sha256', canonicalJson(content));
