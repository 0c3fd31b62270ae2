// Which page an address means. Addresses are in the fragment, so the server has one page to serve.

import { signal } from '@preact/signals';

export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'space'; readonly space: string }
  /** Without a state, in any. */
  | { readonly page: 'sessions'; readonly space: string | null; readonly state?: string }
  | { readonly page: 'session'; readonly id: string }
  | { readonly page: 'reviews' }
  | { readonly page: 'audit' }
  /** With a code that signs in once. */
  | { readonly page: 'sign-in'; readonly code: string }
  | { readonly page: 'unknown'; readonly path: string };

/** `fragment` with or without its `#`. */
export function parseRoute(fragment: string): Route {
  const path = fragment.replace(/^#?\/?/, '');
  const [pathname = '', query = ''] = path.split('?');
  const [first = '', second] = pathname.split('/').map(decode);
  if (first === '') return { page: 'overview' };
  if (first === 'spaces' && second) return { page: 'space', space: second };
  if (first === 'sessions' && second) return { page: 'session', id: second };
  if (first === 'sessions') {
    const [space, state] = ['space', 'state'].map((name) => new URLSearchParams(query).get(name));
    return { page: 'sessions', space: space ?? null, ...(state ? { state } : {}) };
  }
  if (first === 'reviews') return { page: 'reviews' };
  if (first === 'audit') return { page: 'audit' };
  if (first === 'sign-in' && second) return { page: 'sign-in', code: second };
  return { page: 'unknown', path };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The `href` of a link to it. */
export function hrefOf(route: Exclude<Route, { page: 'unknown' | 'sign-in' }>): string {
  switch (route.page) {
    case 'overview':
      return '#/';
    case 'space':
      return `#/spaces/${encodeURIComponent(route.space)}`;
    case 'sessions': {
      const { space, state } = route;
      const query = new URLSearchParams({
        ...(space === null ? {} : { space }),
        ...(state ? { state } : {}),
      });
      return query.size === 0 ? '#/sessions' : `#/sessions?${query.toString()}`;
    }
    case 'session':
      return `#/sessions/${encodeURIComponent(route.id)}`;
    default:
      return `#/${route.page}`;
  }
}

let isBack = false;

/** Whether one is here again, by the browser's own buttons: where one was one goes on. */
export const cameBack = (): boolean => isBack;

function arrive(): void {
  isBack = (history.state as { readonly isSeen?: true } | null)?.isSeen === true;
  if (!isBack) history.replaceState({ isSeen: true }, '');
}

arrive();
export const route = signal<Route>(parseRoute(location.hash));
addEventListener('hashchange', () => {
  arrive();
  route.value = parseRoute(location.hash);
});
