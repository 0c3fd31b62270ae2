// Parses tree objects, and refuses names with which a hostile repository could write outside of its folder. Pure.

import { invalidObject } from '../errors.ts';
import { hexOf } from './hex.ts';

export interface TreeObjectEntry {
  readonly name: string;
  readonly type: 'tree' | 'file' | 'executable' | 'symlink' | 'submodule';
  readonly oid: string;
}

const utf8 = new TextDecoder();

export function parseTreeObject(bytes: Uint8Array): readonly TreeObjectEntry[] {
  const entries: TreeObjectEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space + 1);
    if (space === -1 || end === -1 || end + 20 >= bytes.length + 1) {
      throw invalidObject('A tree is cut off.');
    }
    const type = typeOf(utf8.decode(bytes.subarray(at, space)));
    const name = utf8.decode(bytes.subarray(space + 1, end));
    if (!isSafe(name)) throw invalidObject(`A tree holds the forbidden name ${JSON.stringify(name)}.`);
    entries.push({ name, type, oid: hexOf(bytes, end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}

function typeOf(mode: string): TreeObjectEntry['type'] {
  switch (mode) {
    case '40000':
    case '040000':
      return 'tree';
    case '120000':
      return 'symlink';
    case '160000':
      return 'submodule';
    case '100755':
      return 'executable';
    default:
      // Old repositories hold modes like 100664, which Git reads as plain files too.
      if (mode.startsWith('100')) return 'file';
      throw invalidObject(`A tree holds the unknown mode ${mode}.`);
  }
}

function isSafe(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && name.toLowerCase() !== '.git' && !name.includes('/');
}
