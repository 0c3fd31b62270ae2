// What a token looks like and how it is remembered.

import { createHash } from 'node:crypto';
import type { RandomBytes } from '../model/ids.ts';

const prefix = 'raworc_';

/** 32 random bytes behind a prefix by which scanners for leaked credentials can tell it. */
export function newTokenText(random: RandomBytes): string {
  return prefix + Buffer.from(random(32)).toString('base64url');
}

/** Enough to tell one's tokens apart, and no help to anybody else. */
export const beginningOf = (text: string): string => text.slice(0, prefix.length + 4);

export function isTokenText(text: string): boolean {
  return /^raworc_[A-Za-z0-9_-]{43}$/.test(text);
}

/** No salt and no stretching: nobody guesses 256 random bits, and the hash is what the token is found by. */
export function hashOfToken(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
