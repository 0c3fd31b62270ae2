// One operation of the API, as this GitHub carries it out.

import type { Caller, RepoState, World } from '../model.ts';
import type { Needs } from '../rights.ts';

export interface Call {
  readonly world: World;
  readonly caller: Caller;
  /** The path's parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** As it was asked for. */
  readonly url: URL;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RepoCall extends Call {
  readonly repo: RepoState;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route<C = Call> {
  readonly method: string;
  /** As GitHub's description writes it. */
  readonly template: string;
  /** Left out where nothing is changed and everybody may see it who sees the repository. */
  readonly needs?: Needs;
  /** Asked by the App itself, and not by one of its installations. */
  readonly byApp?: boolean;
  readonly run: (call: C) => Reply | Promise<Reply>;
}

const problem = (status: number, message: string): Reply => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const unauthorized = (message: string): Reply => problem(401, message);
export const forbidden = (message: string): Reply => problem(403, message);
export const notFound: Reply = problem(404, 'Not Found');
export const refused = (message: string): Reply => ({
  status: 422,
  body: {
    message: 'Validation Failed',
    errors: [{ resource: 'Resource', code: 'custom', message }],
    documentation_url: 'https://docs.github.com/rest',
  },
});

/** One page of a list, with the address of the next. */
export function page<T>(list: readonly T[], { url, query }: Call, shape: (one: T) => unknown): Reply {
  const size = Number(query.get('per_page') ?? 30);
  const number = Number(query.get('page') ?? 1);
  const shown = list.slice((number - 1) * size, number * size);
  const isLast = number * size >= list.length;
  return { ...ok(shown.map(shape)), headers: isLast ? {} : next(url, 'page', String(number + 1)) };
}

/** Where a list goes on. */
export function next(url: URL, parameter: 'page' | 'cursor', value: string): Record<string, string> {
  const address = new URL(url);
  address.searchParams.set(parameter, value);
  return { link: `<${address.href}>; rel="next"` };
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
