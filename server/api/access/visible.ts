// What of a list somebody may see: the spaces in which they may list such things. Pure.

import type { FastifyRequest } from 'fastify';
import {
  decide,
  type AccessKind,
  type Decision,
  type Grants,
  type Question,
  type Subject,
} from '../../../state/access/decide.ts';

/** Allowed where there is any space whose things may be listed; the handler shows only those. */
export function decideList(subject: Subject, grants: Grants, question: Question): Decision {
  const everywhere = decide(subject, grants, question);
  if (everywhere.allowed) return everywhere;
  for (const space of namedSpaces(subject, grants)) {
    const there = decide(subject, grants, { ...question, space });
    if (there.allowed) return there;
  }
  return everywhere;
}

type Asking = Pick<FastifyRequest, 'subject' | 'grants'>;

/** Of the request's subject; null: all of them. */
export function visibleSpaces({ subject, grants }: Asking, kind: AccessKind): readonly string[] | null {
  if (grants === undefined) return [];
  const question = { verb: 'list', kind, name: null } as const;
  if (decide(subject, grants, { ...question, space: null }).allowed) return null;
  return [...namedSpaces(subject, grants)].filter(
    (space) => decide(subject, grants, { ...question, space }).allowed,
  );
}

/** A filter for what has a space, or is called like one. */
export function seen(request: Asking, kind: AccessKind): (space: string) => boolean {
  const spaces = visibleSpaces(request, kind);
  if (spaces === null) return () => true;
  const set = new Set(spaces);
  return (space) => set.has(space);
}

/** The spaces that the token or a binding names. */
function namedSpaces({ spaces }: Subject, { bindings }: Grants): ReadonlySet<string> {
  const named = [...(spaces ?? []), ...bindings.flatMap(({ spec }) => spec.spaces)];
  return new Set(named.filter((space) => space !== '*'));
}
