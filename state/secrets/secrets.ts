// Secrets of spaces: written, listed and deleted by people, opened only for workers about to start.

import type { Clock } from '../model/clock.ts';
import type { RaworcError } from '../model/errors.ts';
import type { Store } from '../store/store.ts';
import { isUnopened, secretDeclared, spaceNotFound } from './errors.ts';
import type { SecretBox } from './secret-box.ts';

export interface SecretInfo {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly updatedBy: string;
  /** `file:line:column` in the config repository; null where it was set by hand. */
  readonly declaredAt: string | null;
}

export interface OpenedSecrets {
  readonly values: Readonly<Record<string, string>>;
  /** Names that were asked for and aren't set. */
  readonly missing: readonly string[];
}

export interface Resealed {
  readonly resealed: number;
  /** `SECRET_KEY_UNKNOWN` and `SECRET_DAMAGED`, one for each that stays as it is. */
  readonly unopened: readonly RaworcError[];
}

/**
 * `set`, `list` and `delete` throw `SPACE_NOT_FOUND`, `set` and `delete` also `SECRET_DECLARED` for what Git declares; nothing here
 * ever answers a value but `open`.
 */
export interface Secrets {
  set(space: string, name: string, value: string, by: string): Promise<void>;
  /** By name. */
  list(space: string): Promise<readonly SecretInfo[]>;
  /** False where there was none of that name. */
  delete(space: string, name: string): Promise<boolean>;
  /** Throws `SECRET_KEY_UNKNOWN` and `SECRET_DAMAGED`. */
  open(space: string, names: readonly string[]): Promise<OpenedSecrets>;
  /** Keyed, of the value that is set, or of `value`; undefined where none is set. Throws as `open` does. */
  digest(space: string, name: string, value?: string): Promise<string | undefined>;
  /** Encrypts what an older key encrypted with the newest one. Then the older key may go, unless something does not open. */
  reseal(space: string): Promise<Resealed>;
}

export function createSecrets(deps: {
  readonly store: Pick<Store, 'secrets' | 'spaces'>;
  readonly box: SecretBox;
  readonly clock: Clock;
  /** This installation's id, as `store.meta` has it. */
  readonly installation: string;
}): Secrets {
  const { store, box, clock, installation } = deps;

  async function requireSpace(space: string): Promise<void> {
    if ((await store.spaces.get(space)) === undefined) throw spaceNotFound(space);
  }

  /** What Git declares would be put back by the next commit. */
  async function requireOwn(space: string, name: string): Promise<void> {
    const declaredAt = (await store.secrets.get(space, name))?.declaredAt ?? null;
    if (declaredAt !== null) throw secretDeclared(space, name, declaredAt);
  }

  return {
    async set(space, name, value, by) {
      await requireSpace(space);
      await requireOwn(space, name);
      const sealed = box.seal({ installation, space, name }, value);
      const written = { updatedAt: clock.now(), updatedBy: by, declaredAt: null, declaredDigest: null };
      await store.secrets.put({ space, name, ...sealed, ...written });
    },
    async list(space) {
      await requireSpace(space);
      const rows = await store.secrets.list(space);
      return rows.map(({ name, updatedAt, updatedBy, declaredAt }) => ({
        name,
        updatedAt,
        updatedBy,
        declaredAt,
      }));
    },
    async delete(space, name) {
      await requireSpace(space);
      await requireOwn(space, name);
      return store.secrets.delete(space, name);
    },
    async open(space, names) {
      const values: Record<string, string> = {};
      const missing: string[] = [];
      for (const name of names) {
        const row = await store.secrets.get(space, name);
        if (row === undefined) missing.push(name);
        else values[name] = box.open({ installation, space, name }, row);
      }
      return { values, missing };
    },
    async digest(space, name, value) {
      const context = { installation, space, name };
      if (value !== undefined) return box.digest(context, value);
      const row = await store.secrets.get(space, name);
      return row && box.digest(context, box.open(context, row));
    },
    async reseal(space) {
      const old = (await store.secrets.list(space)).filter(({ keyId }) => keyId !== box.keyId);
      const unopened: RaworcError[] = [];
      let resealed = 0;
      for (const row of old) {
        const context = { installation, space, name: row.name };
        try {
          const again = { ...row, ...box.seal(context, box.open(context, row)) };
          if (await store.secrets.rewrap(again, row)) resealed += 1;
        } catch (error) {
          if (!isUnopened(error)) throw error;
          unopened.push(error);
        }
      }
      return { resealed, unopened };
    },
  };
}
