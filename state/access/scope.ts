// What a token is limited to, as text: `Session:talk`, `*:get`, `Space:*`. Pure.

import { nearest } from '../../schemas/text/nearest.ts';
import { ROLE_KINDS, ROLE_VERBS } from '../../schemas/kinds/role.ts';
import { scopeInvalid } from './errors.ts';

/** `*` is all of them. */
export interface Scope {
  readonly kind: (typeof ROLE_KINDS)[number] | '*';
  readonly verb: (typeof ROLE_VERBS)[number] | '*';
}

/** Throws `SCOPE_INVALID`. */
export function parseScope(text: string): Scope {
  const [kind, verb, ...rest] = text.split(':');
  if (kind === undefined || verb === undefined || rest.length > 0)
    throw scopeInvalid(text, 'Write it as Kind:verb, for example Session:talk or *:get.');
  return { kind: oneOf(ROLE_KINDS, kind, text), verb: oneOf(ROLE_VERBS, verb, text) };
}

export const formatScope = ({ kind, verb }: Scope): string => `${kind}:${verb}`;

function oneOf<Word extends string>(words: readonly Word[], given: string, text: string): Word | '*' {
  if (given === '*') return '*';
  const found = words.find((word) => word === given);
  if (found !== undefined) return found;
  const meant = nearest(given, words);
  throw scopeInvalid(
    text,
    meant === undefined ? `There are ${words.join(', ')} and *.` : `Did you mean "${meant}"?`,
  );
}
