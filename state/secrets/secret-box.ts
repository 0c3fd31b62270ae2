// Encryption at rest: AES-256-GCM, bound to the place a value belongs to, so that a row copied to another space or name
// does not open.

import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import type { RandomBytes } from '../model/ids.ts';
import { secretDamaged, secretKeyUnknown } from './errors.ts';
import type { MasterKey } from './master-key.ts';

/** Where a secret belongs; authenticated with it, not stored in it. */
export interface SecretContext {
  readonly installation: string;
  readonly space: string;
  readonly name: string;
}

export interface SealedSecret {
  readonly keyId: string;
  readonly nonce: Uint8Array;
  /** With the 16 bytes of the authentication tag at its end. */
  readonly ciphertext: Uint8Array;
}

export interface SecretBox {
  /** The key that `seal` uses. */
  readonly keyId: string;
  seal(context: SecretContext, value: string): SealedSecret;
  /** Throws `SECRET_KEY_UNKNOWN`, and `SECRET_DAMAGED` for anything that is not as it was sealed. */
  open(context: SecretContext, sealed: SealedSecret): string;
  /** Keyed by the newest key, hex: the same for the same value in the same place, and of no help to guess it. */
  digest(context: SecretContext, value: string): string;
}

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/** The first key encrypts; all of them decrypt, so that an older one stays until everything is sealed anew. */
export function createSecretBox(deps: {
  readonly masterKeys: readonly [MasterKey, ...MasterKey[]];
  readonly random: RandomBytes;
  /** Told of every value that is sealed or opened, so that it can be taken out of what this process logs. */
  readonly onValue?: (value: string) => void;
}): SecretBox {
  const { onValue = () => undefined } = deps;
  const [newest] = deps.masterKeys;
  const digestKey = Buffer.from(hkdfSync('sha256', newest.bytes, '', 'raworc digests of secrets', 32));
  const keys = new Map(deps.masterKeys.map((key) => [key.id, key]));

  return {
    keyId: newest.id,
    seal(context, value) {
      onValue(value);
      const nonce = deps.random(nonceLength);
      const cipher = createCipheriv(algorithm, newest.bytes, nonce);
      cipher.setAAD(associatedData(context));
      const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { keyId: newest.id, nonce, ciphertext: new Uint8Array(ciphertext) };
    },
    open(context, { keyId, nonce, ciphertext }) {
      const key = keys.get(keyId);
      if (key === undefined) throw secretKeyUnknown(context.space, context.name, keyId);
      try {
        const end = ciphertext.length - tagLength;
        const decipher = createDecipheriv(algorithm, key.bytes, nonce, { authTagLength: tagLength });
        decipher.setAAD(associatedData(context));
        decipher.setAuthTag(ciphertext.subarray(end));
        const plain = Buffer.concat([decipher.update(ciphertext.subarray(0, end)), decipher.final()]);
        const value = plain.toString('utf8');
        onValue(value);
        return value;
      } catch {
        // What OpenSSL says of it helps nobody and might help an attacker.
        throw secretDamaged(context.space, context.name);
      }
    },
    digest: ({ installation, space, name }, value) =>
      createHmac('sha256', digestKey)
        .update(JSON.stringify([installation, space, name, value]))
        .digest('hex'),
  };
}

/** A JSON list, since names joined by a separator could be cut elsewhere. */
function associatedData({ installation, space, name }: SecretContext): Buffer {
  return Buffer.from(JSON.stringify([installation, space, name]));
}
