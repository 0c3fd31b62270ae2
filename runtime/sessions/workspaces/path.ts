// A path in a workspace as somebody wrote it: `/session/a/b`, `a/b` and `/a/b` are the same. Pure.

import { pathInvalid } from './errors.ts';

const LONGEST = 4_000;
const HOME = ['session'];

/** Relative to the workspace, without a slash at either end; empty for the workspace itself. */
export function workspacePath(written: string): string {
  if (written.includes('\0')) throw pathInvalid(written, 'has a character that no path has');
  if (written.length > LONGEST) throw pathInvalid(`${written.slice(0, 100)}…`, 'is too long');
  const parts = written.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw pathInvalid(written, 'leads elsewhere');
  const isAbsolute = written.startsWith(`/${HOME[0]}/`) || written === `/${HOME[0]}`;
  return (isAbsolute ? parts.slice(HOME.length) : parts).join('/');
}
