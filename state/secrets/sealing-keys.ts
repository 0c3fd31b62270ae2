// The keys that secrets in Git are sealed to: made at the first start, kept in the store under the master key, so that every
// runtime of an installation opens what was sealed to it. Older ones stay until they are dropped.

import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Clock } from '../model/clock.ts';
import type { RaworcError } from '../model/errors.ts';
import type { Store } from '../store/store.ts';
import { isUnopened } from './errors.ts';
import type { SecretBox } from './secret-box.ts';

export interface SealingKeys {
  /** The public key to seal to: `age1…`. */
  recipient(): Promise<string>;
  /** All private keys that open, the newest first. Throws `SECRET_DAMAGED` where none of them does. */
  identities(): Promise<readonly string[]>;
  /** From now on another key is sealed to; what was sealed before opens as ever. Answers the new public key. */
  rotate(by: string): Promise<string>;
}

/** Rows of no space, whose names no agent can ask for. */
const SPACE = '';
const PREFIX = 'sealing-key/';

export function createSealingKeys(deps: {
  readonly store: Pick<Store, 'secrets'>;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly installation: string;
}): SealingKeys {
  const { store, box, clock, installation } = deps;

  const contextOf = (name: string) => ({ installation, space: SPACE, name });

  const rows = async () => (await store.secrets.list(SPACE)).filter(({ name }) => name.startsWith(PREFIX));

  /** One that was changed in the database takes only what was sealed to it along. */
  async function read(): Promise<readonly string[]> {
    const opened: string[] = [];
    let failure: RaworcError | undefined;
    for (const row of await rows()) {
      try {
        opened.unshift(box.open(contextOf(row.name), row));
      } catch (error) {
        if (!isUnopened(error)) throw error;
        failure = error;
      }
    }
    if (opened.length === 0 && failure !== undefined) throw failure;
    return opened;
  }

  /** False where another runtime added one meanwhile. */
  async function add(identity: string, number: number, by: string): Promise<boolean> {
    const name = `${PREFIX}${String(number).padStart(6, '0')}`;
    const sealed = box.seal(contextOf(name), identity);
    return store.secrets.putOnce({
      space: SPACE,
      name,
      ...sealed,
      updatedAt: clock.now(),
      updatedBy: by,
      declaredAt: null,
      declaredDigest: null,
    });
  }

  async function identities(): Promise<readonly string[]> {
    const there = await read();
    if (there.length > 0) return there;
    await add(await generateX25519Identity(), 1, 'raworc');
    return read();
  }

  async function recipient(): Promise<string> {
    const [newest] = await identities();
    return identityToRecipient(newest ?? '');
  }

  return {
    recipient,
    identities,
    async rotate(by) {
      const identity = await generateX25519Identity();
      while (!(await add(identity, (await rows()).length + 1, by)));
      return recipient();
    },
  };
}
