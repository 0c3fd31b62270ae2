// Nobody makes a token that allows more than the one it is made with. Pure.

import { RaworcError } from '../model/errors.ts';
import type { Subject } from './decide.ts';
import type { Scope } from './scope.ts';

type Limits = Pick<Subject, 'scopes' | 'spaces'>;

export function isWithin(holder: Limits, wanted: Limits): boolean {
  return scopesWithin(holder.scopes, wanted.scopes) && spacesWithin(holder.spaces, wanted.spaces);
}

function scopesWithin(held: Limits['scopes'], wanted: Limits['scopes']): boolean {
  if (held === null) return true;
  return wanted !== null && wanted.every((scope) => held.some((other) => contains(other, scope)));
}

function contains(wide: Scope, narrow: Scope): boolean {
  const kindFits = wide.kind === '*' || wide.kind === narrow.kind;
  return kindFits && (wide.verb === '*' || wide.verb === narrow.verb);
}

function spacesWithin(held: Limits['spaces'], wanted: Limits['spaces']): boolean {
  if (held === null) return true;
  return wanted !== null && wanted.every((space) => held.includes(space));
}

export function tokenTooWide(): RaworcError {
  return new RaworcError(
    'TOKEN_TOO_WIDE',
    'The new token would allow more than the one it is asked for with.',
    {
      hint: 'Name scopes and spaces that are among those of your token; `raworc auth whoami` shows them.',
    },
  );
}
