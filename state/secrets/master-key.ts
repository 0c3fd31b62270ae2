// The keys that encrypt secrets at rest: from the environment, or from a file that is made at the first start.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RandomBytes } from '../model/ids.ts';
import { masterKeyExposed, masterKeyInvalid, masterKeyUnreadable } from './errors.ts';
import { type PrivateFile, readPrivateFile, writePrivateFileOnce } from './private-file.ts';

export interface MasterKey {
  /** The beginning of the key's hash: names it without telling it. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

/** Under RAWORC_HOME: one key in base64 per line, the newest first. */
export const masterKeyFile = 'master-key';

const keyLength = 32;

export interface LoadMasterKeysOptions {
  readonly home: string;
  /** RAWORC_MASTER_KEY: keys in base64, the newest first, separated by commas. Left out, the file counts. */
  readonly given?: string | undefined;
  readonly random: RandomBytes;
}

/**
 * Undefined where there is no file and none is to be made. Throws `MASTER_KEY_INVALID`, `MASTER_KEY_UNREADABLE`, and
 * `MASTER_KEY_EXPOSED` where others may read the file.
 */
export function loadMasterKeys(options: LoadMasterKeysOptions & { readonly make?: true }): MasterKeys;
export function loadMasterKeys(
  options: LoadMasterKeysOptions & { readonly make: boolean },
): MasterKeys | undefined;
export function loadMasterKeys({
  home,
  given,
  random,
  make = true,
}: LoadMasterKeysOptions & { readonly make?: boolean }): MasterKeys | undefined {
  if (given !== undefined) return parseKeys(given.split(','), 'RAWORC_MASTER_KEY');
  const path = join(home, masterKeyFile);
  const file = readKeyFile(path);
  if (file === undefined) {
    if (!make) return undefined;
    const made = writePrivateFileOnce(path, `${Buffer.from(random(keyLength)).toString('base64')}\n`);
    return parseKeys(made.text.split('\n'), path);
  }
  if (file.isExposed) throw masterKeyExposed(path);
  return parseKeys(file.text.split('\n'), path);
}

function readKeyFile(path: string): PrivateFile | undefined {
  try {
    return readPrivateFile(path);
  } catch (error) {
    throw masterKeyUnreadable(path, error);
  }
}

function parseKeys(texts: readonly string[], where: string): MasterKeys {
  const given = texts.map((text) => text.trim()).filter((text) => text !== '');
  const [newest, ...older] = given.map((text) => parseKey(text, where));
  if (newest === undefined) throw masterKeyInvalid(where, 'there is none');
  return [newest, ...older];
}

function parseKey(text: string, where: string): MasterKey {
  if (!/^[A-Za-z0-9+/_-]+=*$/.test(text)) throw masterKeyInvalid(where, 'it is not base64');
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== keyLength)
    throw masterKeyInvalid(where, `it has ${bytes.length} bytes, not ${keyLength}`);
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 16), bytes };
}
