// Secrets that Git declares: opened from their sealed text, kept like any other, and gone when Git says so.

import type { Clock } from '../model/clock.ts';
import { RaworcError } from '../model/errors.ts';
import type { Store } from '../store/store.ts';
import { isUnopened } from './errors.ts';
import { openText } from './sealed-text.ts';
import type { SealingKeys } from './sealing-keys.ts';
import type { SecretBox } from './secret-box.ts';

export interface SealedDeclaration {
  readonly space: string;
  readonly name: string;
  readonly sealed: string;
  readonly digest: string;
  /** `file:line:column`. */
  readonly at: string;
}

export type Opened =
  | { readonly type: 'opened'; readonly value: string }
  /** `SEALED_UNREADABLE`, `SEALED_ELSEWHERE`, or `SECRET_DAMAGED` where the keys to open it with are. */
  | { readonly type: 'failed'; readonly error: RaworcError };

export interface DeclaredSecrets {
  /** The answers in the order of what was asked. Writes nothing. */
  open(wanted: readonly SealedDeclaration[]): Promise<readonly Opened[]>;
  put(declared: SealedDeclaration, value: string, by: string): Promise<void>;
  delete(space: string, name: string): Promise<void>;
}

export function createDeclaredSecrets(deps: {
  readonly store: Pick<Store, 'secrets'>;
  readonly box: SecretBox;
  readonly sealingKeys: Pick<SealingKeys, 'identities'>;
  readonly clock: Clock;
  readonly installation: string;
}): DeclaredSecrets {
  const { store, box, sealingKeys, clock, installation } = deps;

  async function openOne(identities: readonly string[], wanted: SealedDeclaration): Promise<Opened> {
    const { space, name, sealed } = wanted;
    try {
      return { type: 'opened', value: await openText(identities, { installation, space, name }, sealed) };
    } catch (error) {
      if (error instanceof RaworcError) return { type: 'failed', error };
      throw error;
    }
  }

  async function identitiesOrError(): Promise<readonly string[] | RaworcError> {
    try {
      return await sealingKeys.identities();
    } catch (error) {
      if (isUnopened(error)) return error;
      throw error;
    }
  }

  return {
    async open(wanted) {
      if (wanted.length === 0) return [];
      const identities = await identitiesOrError();
      const opened: Opened[] = [];
      for (const each of wanted) {
        if (identities instanceof RaworcError) opened.push({ type: 'failed', error: identities });
        else opened.push(await openOne(identities, each));
      }
      return opened;
    },
    async put({ space, name, digest, at }, value, by) {
      const sealed = box.seal({ installation, space, name }, value);
      const written = { updatedAt: clock.now(), updatedBy: by, declaredAt: at, declaredDigest: digest };
      await store.secrets.put({ space, name, ...sealed, ...written });
    },
    async delete(space, name) {
      await store.secrets.delete(space, name);
    },
  };
}
