// What a route needs of whoever calls it: declared beside the route, judged before its handler. Pure.

import type { FastifyRequest } from 'fastify';
import type { ChangeOf } from './changes.ts';
import type { RaworcError } from '../../../state/model/errors.ts';
import type { AccessKind, AccessVerb } from '../../../state/access/decide.ts';

/** Where the thing is that a request is about. */
export type Place =
  /** In the space that the path or the body names, under the name that the path gives. */
  | { readonly type: 'space'; readonly space: string; readonly name: string | null }
  /** A session: its space and its owner have to be looked up. */
  | { readonly type: 'session'; readonly id: string }
  /** Something of an account's own, by the account's key. */
  | { readonly type: 'owned'; readonly owner: string }
  /** In no space. */
  | { readonly type: 'global'; readonly name: string | null }
  /** A list over all spaces, of which the handler shows what may be seen. */
  | { readonly type: 'list' };

export type Needs =
  | {
      readonly type: 'permission';
      readonly verb: AccessVerb;
      readonly kind: AccessKind;
      readonly placeOf: (request: FastifyRequest) => Place | Promise<Place>;
      /** Another session that the request names, which must be one that may be looked at. */
      readonly besides?: (request: FastifyRequest) => string | null;
      /** A space that the request names, in which sessions may be created by whoever sends it. */
      readonly into?: (request: FastifyRequest) => string | null;
      /** What it is refused with, where that the thing is there must not be told. */
      readonly hidden?: (request: FastifyRequest) => RaworcError;
      /** Digests of what it changes; left out, its row has none. */
      readonly changeOf?: ChangeOf;
    }
  /** Whoever has a token: about oneself, or the same for everybody. */
  | { readonly type: 'anybody' };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Needs;
  }
}

const text = (from: unknown, key: string): string | null => {
  const value =
    typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' ? value : null;
};

const config = (
  verb: AccessVerb,
  kind: AccessKind,
  placeOf: (request: FastifyRequest) => Place | Promise<Place>,
) => ({
  access: { type: 'permission', verb, kind, placeOf } as const satisfies Needs,
});

/** In `:space` of the path; `name`: the parameter that names the thing. */
export const inSpace = (verb: AccessVerb, kind: AccessKind, name = 'name') =>
  config(verb, kind, ({ params }) => ({
    type: 'space',
    space: text(params, 'space') ?? '',
    name: text(params, name),
  }));

/** In the space that the field of the body or the query names. */
export const inNamedSpace = (verb: AccessVerb, kind: AccessKind, field = 'space') =>
  config(verb, kind, ({ body, query }) => ({
    type: 'space',
    space: text(body, field) ?? text(query, field) ?? '',
    name: null,
  }));

/** On the session `:id` of the path. */
export const onSession = (verb: AccessVerb, besides?: (request: FastifyRequest) => string | null) => {
  const { access } = config(verb, 'Session', ({ params }) => ({
    type: 'session',
    id: text(params, 'id') ?? '',
  }));
  return { access: besides === undefined ? access : { ...access, besides } };
};

/** What moves a session into the space that the body names, if it does. */
export const into = <Access extends object>({ access }: { readonly access: Access }) => ({
  access: { ...access, into: ({ body }: FastifyRequest): string | null => text(body, 'space') },
});

/** On something that belongs to no space; `name`: the parameter that names it. */
export const outsideOfSpaces = (verb: AccessVerb, kind: AccessKind, name = 'name') =>
  config(verb, kind, ({ params }) => ({ type: 'global', name: text(params, name) }));

/** A list over spaces, or one of them where the query names it. */
export const listOf = (kind: AccessKind) =>
  config('list', kind, ({ query }) => {
    const space = text(query, 'space');
    return space === null ? { type: 'list' } : { type: 'space', space, name: null };
  });

/** Something of the account whose key `ownerOf` finds out. */
export const ownedBy = (
  verb: AccessVerb,
  kind: AccessKind,
  ownerOf: (request: FastifyRequest) => string | Promise<string>,
  hidden?: (request: FastifyRequest) => RaworcError,
) => {
  const { access } = config(verb, kind, async (request) => ({
    type: 'owned',
    owner: await ownerOf(request),
  }));
  return { access: hidden === undefined ? access : { ...access, hidden } };
};

export const anybody = { access: { type: 'anybody' } as const satisfies Needs };
