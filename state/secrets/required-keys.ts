// Which master keys the database needs: looked up before any is made or used, so that a missing one is named.

import { RaworcError } from '../model/errors.ts';
import type { KeyUse } from '../store/secrets.ts';
import { masterKeyMissing } from './errors.ts';
import { loadMasterKeys, type LoadMasterKeysOptions, type MasterKeys } from './master-key.ts';

/**
 * Throws `MASTER_KEY_MISSING` where something is encrypted with a key that is not here, and what `loadMasterKeys` throws, with
 * the ids of the keys that are needed. Makes a key only where nothing needs one yet.
 */
export function loadRequiredKeys(options: LoadMasterKeysOptions, uses: readonly KeyUse[]): MasterKeys {
  const keys = load(options, uses);
  const known = new Set(keys?.map(({ id }) => id));
  const lost = uses.filter(({ keyId }) => !known.has(keyId));
  if (keys === undefined || lost.length > 0) throw masterKeyMissing(lost);
  return keys;
}

function load(options: LoadMasterKeysOptions, uses: readonly KeyUse[]): MasterKeys | undefined {
  try {
    return loadMasterKeys({ ...options, make: uses.length === 0 });
  } catch (error) {
    if (!(error instanceof RaworcError) || uses.length === 0) throw error;
    const ids = [...new Set(uses.map(({ keyId }) => keyId))].sort().join(', ');
    throw new RaworcError(error.code, `${error.message} The database needs the key ${ids}.`, {
      hint: error.hint ?? 'Bring it back from a copy.',
    });
  }
}
