// Whether an entry of a tar that anybody may have made can be unpacked: nothing of it may lie or point outside of the folder
// that it is unpacked into. Pure, but for what it remembers of the entries before.

import { archiveForbidden, archiveTooLarge } from '../errors.ts';

/** Of a tar's header, what matters here. */
export interface EntryHeader {
  readonly name: string;
  readonly type?: string | null | undefined;
  readonly linkname?: string | null | undefined;
  readonly size?: number | undefined;
}

export interface ArchiveLimits {
  readonly entries: number;
  /** Of all contents together. */
  readonly bytes: number;
}

export interface CheckedEntry {
  /** Without a slash at either end; empty for the folder itself. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'link';
  readonly linkname: string | undefined;
}

/** Throws `ARCHIVE_FORBIDDEN` and `ARCHIVE_TOO_LARGE`. */
export type CheckEntry = (header: EntryHeader) => CheckedEntry;

const LONGEST_PATH = 4_000;
const LONGEST_NAME = 255;
/** Where a workspace is mounted: an absolute link may point below it. */
const HOME = '/session';

export function createEntryCheck(limits: ArchiveLimits): CheckEntry {
  const links = new Set<string>();
  let entries = 0;
  let bytes = 0;

  return function check({ name, type, linkname, size = 0 }) {
    entries += 1;
    if (entries > limits.entries) throw archiveTooLarge('entries', limits.entries);
    bytes += size;
    if (!Number.isSafeInteger(size) || size < 0 || bytes > limits.bytes)
      throw archiveTooLarge('bytes', limits.bytes);
    const path = insidePath(name, name);
    if (path === '' && type !== 'directory') throw archiveForbidden(name, 'has no name');
    requireNoLinkAbove(path, name);
    switch (type) {
      case 'file':
      case 'contiguous-file':
        links.delete(path);
        return { path, type: 'file', linkname: undefined };
      case 'directory':
        links.delete(path);
        return { path, type, linkname: undefined };
      case 'link': {
        const target = insidePath(linkname ?? '', name);
        requireNoLinkAbove(`${target}/`, name);
        return { path, type, linkname: target };
      }
      case 'symlink':
        if (!staysInside(path, linkname ?? '')) throw archiveForbidden(name, 'is a link that leads outside');
        links.add(path);
        return { path, type, linkname: linkname ?? '' };
      default:
        throw archiveForbidden(name, 'is neither a file nor a folder nor a link');
    }
  };

  /** What lies below a link lies somewhere else. */
  function requireNoLinkAbove(path: string, name: string): void {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      if (links.has(path.slice(0, at))) throw archiveForbidden(name, 'lies below a link');
    }
  }
}

function insidePath(written: string, name: string): string {
  if (written.includes('\0')) throw archiveForbidden(name, 'has a character that no path has');
  if (written.startsWith('/')) throw archiveForbidden(name, 'has an absolute path');
  const parts = written.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw archiveForbidden(name, 'leads out of the workspace');
  const isTooLong = written.length > LONGEST_PATH || parts.some((part) => part.length > LONGEST_NAME);
  if (isTooLong) throw archiveForbidden(`${name.slice(0, 100)}…`, 'has a name that is too long');
  return parts.join('/');
}

function staysInside(path: string, target: string): boolean {
  if (target === '' || target.includes('\0')) return false;
  const isHome = target === HOME || target.startsWith(`${HOME}/`);
  if (target.startsWith('/') && !isHome) return false;
  const from = target.startsWith('/') ? [] : path.split('/').slice(0, -1);
  let depth = from.length;
  for (const part of target.slice(isHome && target.startsWith('/') ? HOME.length : 0).split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}
