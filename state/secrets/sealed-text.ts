// What stands in Git for a secret: age, sealed to the runtime's public key. Age binds nothing to it, so where it belongs is
// inside the sealed text and compared after opening: a text that was moved to another space or name does not count.

import { armor, Decrypter, Encrypter } from 'age-encryption';
import type { SecretContext } from './secret-box.ts';
import { sealedElsewhere, sealedUnreadable } from './errors.ts';

/** Beside the value, so that it is never taken for another format. */
const FORMAT = 'raworc-secret-1';

interface Sealed extends SecretContext {
  readonly format: string;
  readonly value: string;
}

/** For `spec.sealed`: one line of base64. `recipient` is a public key, `age1…`. */
export async function sealText(recipient: string, context: SecretContext, value: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const { installation, space, name } = context;
  const sealed: Sealed = { format: FORMAT, installation, space, name, value };
  return Buffer.from(await encrypter.encrypt(JSON.stringify(sealed))).toString('base64');
}

/**
 * The value. `identities` are private keys, `AGE-SECRET-KEY-1…`. Throws `SEALED_UNREADABLE` for what none of them opens, and
 * `SEALED_ELSEWHERE` for what was sealed for another place.
 */
export async function openText(
  identities: readonly string[],
  context: SecretContext,
  text: string,
): Promise<string> {
  const sealed = parse(await decrypt(identities, text), context);
  const differs = (['installation', 'space', 'name'] as const).find(
    (field) => sealed[field] !== context[field],
  );
  if (differs !== undefined) throw sealedElsewhere(context.space, context.name, differs);
  return sealed.value;
}

async function decrypt(identities: readonly string[], text: string): Promise<string | undefined> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(bytesOf(text), 'text');
  } catch {
    // What the library says of it helps nobody and might help an attacker.
    return undefined;
  }
}

/** As we write it, or armored, as age's own program does. */
function bytesOf(text: string): Uint8Array {
  const trimmed = text.trim();
  if (trimmed.startsWith('-----BEGIN')) return armor.decode(trimmed);
  return Buffer.from(trimmed.replaceAll(/\s/g, ''), 'base64');
}

function parse(text: string | undefined, { space, name }: SecretContext): Sealed {
  try {
    const sealed = JSON.parse(text ?? '') as Sealed;
    if (sealed.format === FORMAT && typeof sealed.value === 'string') return sealed;
  } catch {
    // Told below.
  }
  throw sealedUnreadable(space, name);
}
