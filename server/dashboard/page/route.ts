// Which page an address means. Addresses are in the fragment, so the server has one page to serve.

import { signal } from '@preact/signals';

export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'space'; readonly space: string }
  | { readonly page: 'sessions'; readonly space: string | null }
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
  if (first === 'sessions') return { page: 'sessions', space: new URLSearchParams(query).get('space') };
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
    case 'sessions':
      return route.space === null ? '#/sessions' : `#/sessions?space=${encodeURIComponent(route.space)}`;
    case 'session':
      return `#/sessions/${encodeURIComponent(route.id)}`;
    default:
      return `#/${route.page}`;
  }
}

export const route = signal<Route>(parseRoute(location.hash));
addEventListener('hashchange', () => {
  route.value = parseRoute(location.hash);
});
