// The two sides of `raworc session cp`: a session's path, a path of this machine, or a tar through a pipe. Pure.

import { usageError } from '../errors.ts';

export type Place =
  | { readonly type: 'session'; readonly id: string; readonly path: string }
  | { readonly type: 'local'; readonly path: string }
  | { readonly type: 'pipe' };

export function parsePlace(text: string): Place {
  if (text === '-') return { type: 'pipe' };
  const [, id, path] = /^(ses_[^:/]*):(.*)$/su.exec(text) ?? [];
  return id === undefined || path === undefined
    ? { type: 'local', path: text }
    : { type: 'session', id, path };
}

export type Copying =
  | {
      readonly type: 'out';
      readonly from: Place & { type: 'session' };
      readonly to: Exclude<Place, { type: 'session' }>;
    }
  | {
      readonly type: 'in';
      readonly from: Exclude<Place, { type: 'session' }>;
      readonly to: Place & { type: 'session' };
    };

export function parseCopying(source: string, target: string): Copying {
  const [from, to] = [parsePlace(source), parsePlace(target)];
  if (from.type === 'session' && to.type !== 'session') return { type: 'out', from, to };
  if (from.type !== 'session' && to.type === 'session') return { type: 'in', from, to };
  throw usageError(
    'One side has to be in a session, and the other not.',
    'Write it as ID:path, as in `raworc session cp ses_…:notes.txt .`.',
  );
}

export interface Named {
  /** Without a slash at either end; empty for all of it. */
  readonly path: string;
  readonly parent: string;
  readonly name: string;
  /** `folder/.` means what is in it, without itself. */
  readonly isContents: boolean;
  /** `folder/` has to be a folder. */
  readonly isFolder: boolean;
}

/** A path in a workspace, as `cp` reads it. */
export function namedIn(written: string): Named {
  const isContents = /(^|\/)\.$/u.test(written);
  const parts = written.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw usageError(`The path ${written} leads elsewhere.`, 'Leave out `..`.');
  if (/^\/session(\/|$)/u.test(written)) parts.shift();
  return {
    path: parts.join('/'),
    parent: parts.slice(0, -1).join('/'),
    name: parts.at(-1) ?? '',
    isContents: isContents || parts.length === 0,
    isFolder: written.endsWith('/') || parts.length === 0,
  };
}

/** Below `files/`; an empty one is all of the workspace. */
export const filesPath = (id: string, path: string): string =>
  `sessions/${encodeURIComponent(id)}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
