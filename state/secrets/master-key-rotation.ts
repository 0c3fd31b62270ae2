// What the master keys are needed for: checked at the start, and made needless by encrypting everything with the newest.

import { messageOf } from '../model/errors.ts';
import type { Store } from '../store/store.ts';
import { masterKeyMissing } from './errors.ts';
import type { MasterKeys } from './master-key.ts';
import type { Secrets } from './secrets.ts';

export interface KeyRotation {
  /** The key that encrypts from now on. */
  readonly keyId: string;
  /** Values that still need another key. */
  readonly remaining: number;
  /** Other keys that are needed. */
  readonly olderKeys: readonly string[];
  readonly isRunning: boolean;
  /** Why the last run ended early; null where it didn't. */
  readonly failure: string | null;
}

export interface MasterKeyRotation {
  /** Begins in the background, or finds that it runs. Whatever is set meanwhile stays. */
  begin(): Promise<KeyRotation>;
  state(): Promise<KeyRotation>;
}

export interface MasterKeyRotationDeps {
  readonly store: Pick<Store, 'secrets' | 'inBackground'>;
  readonly secrets: Pick<Secrets, 'reseal'>;
  readonly masterKeys: MasterKeys;
}

/** Throws `MASTER_KEY_MISSING` where something is encrypted with a key that is not here. */
export async function requireMasterKeys(
  store: Pick<Store, 'secrets'>,
  masterKeys: MasterKeys,
): Promise<void> {
  const known = new Set(masterKeys.map(({ id }) => id));
  const lost = (await store.secrets.keyUse()).filter(({ keyId }) => !known.has(keyId));
  if (lost.length === 0) return;
  const count = lost.reduce((sum, use) => sum + use.count, 0);
  throw masterKeyMissing([...new Set(lost.map(({ keyId }) => keyId))].sort(), count);
}

export function createMasterKeyRotation(deps: MasterKeyRotationDeps): MasterKeyRotation {
  const { store, secrets } = deps;
  const [{ id: keyId }] = deps.masterKeys;
  let isRunning = false;
  let failure: string | null = null;

  const older = async () => (await store.secrets.keyUse()).filter((use) => use.keyId !== keyId);

  /** Until nothing is left: another runtime that started with the older key may have set something meanwhile. */
  async function run(): Promise<void> {
    for (let resealed = 1; resealed > 0;) {
      resealed = 0;
      for (const space of new Set((await older()).map((use) => use.space)))
        resealed += await store.inBackground(() => secrets.reseal(space));
    }
  }

  async function state(): Promise<KeyRotation> {
    const uses = await older();
    return {
      keyId,
      remaining: uses.reduce((sum, { count }) => sum + count, 0),
      olderKeys: [...new Set(uses.map((use) => use.keyId))].sort(),
      isRunning,
      failure,
    };
  }

  return {
    state,
    async begin() {
      if (!isRunning) {
        isRunning = true;
        failure = null;
        void run()
          .catch((error: unknown) => void (failure = messageOf(error)))
          .finally(() => void (isRunning = false));
      }
      return state();
    },
  };
}
