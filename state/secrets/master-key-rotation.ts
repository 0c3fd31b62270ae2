// Makes older master keys needless: everything is encrypted with the newest one, while people go on working.

import { ownAct } from '../store/own-act.ts';
import type { Clock } from '../model/clock.ts';
import { messageOf } from '../model/errors.ts';
import type { Store } from '../store/store.ts';
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
  readonly store: Pick<Store, 'secrets' | 'audit' | 'inBackground'>;
  readonly secrets: Pick<Secrets, 'reseal'>;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
}

export function createMasterKeyRotation(deps: MasterKeyRotationDeps): MasterKeyRotation {
  const { store, secrets, clock } = deps;
  const [{ id: keyId }] = deps.masterKeys;
  let isRunning = false;
  let failure: string | null = null;

  const older = async () => (await store.secrets.keyUse()).filter((use) => use.keyId !== keyId);

  /** Until nothing is left: another runtime that started with the older key may have set something meanwhile. */
  async function run(): Promise<void> {
    let unopened = new Set<string>();
    let resealed = 0;
    for (let count = 1; count > 0;) {
      count = 0;
      unopened = new Set();
      for (const space of new Set((await older()).map((use) => use.space))) {
        const done = await store.inBackground(() => secrets.reseal(space));
        count += done.resealed;
        resealed += done.resealed;
        for (const error of done.unopened) unopened.add(error.message);
      }
    }
    if (resealed > 0) {
      const reason = `${resealed} values are now encrypted with the key ${keyId}; ${unopened.size === 0 ? 'nothing is left.' : 'some do not open.'}`;
      const act = { by: 'runtime', verb: 'update', kind: 'Secret', space: null, name: keyId, reason };
      await store.audit.add(ownAct(act, clock.now()));
    }
    if (unopened.size > 0) failure = [...unopened].join(' ');
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
