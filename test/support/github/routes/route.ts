// One operation of the API, as this GitHub carries it out.

import type { Caller, RepoState, World } from '../model.ts';

export interface Call {
  readonly world: World;
  readonly caller: Caller;
  /** The path's parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RepoCall extends Call {
  readonly repo: RepoState;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route<C = Call> {
  readonly method: string;
  /** As GitHub's description writes it. */
  readonly template: string;
  readonly run: (call: C) => Reply | Promise<Reply>;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const notFound: Reply = { status: 404, body: { message: 'Not Found', documentation_url: '' } };
export const refused = (message: string): Reply => ({
  status: 422,
  body: { message: 'Validation Failed', errors: [{ message }], documentation_url: '' },
});
export const forbidden = (message: string): Reply => ({
  status: 403,
  body: { message, documentation_url: '' },
});

/** One page of a list. */
export function page<T>(list: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Number(query.get('per_page') ?? 30);
  const number = Number(query.get('page') ?? 1);
  return list.slice((number - 1) * size, number * size);
}

/** Of the one who calls, as what they make says it. */
export function authorOf(caller: Caller): { readonly author: string; readonly appId: number | null } {
  switch (caller.type) {
    case 'user':
      return { author: caller.login, appId: null };
    case 'installation':
      return { author: caller.login, appId: caller.appId };
    case 'app':
    case 'nobody':
      return { author: '', appId: null };
    default:
      return caller satisfies never;
  }
}
