// The file of keys that may sign the config repository: SSH public keys, a line each, and armoured OpenPGP keys.

import type { Key as OpenPgpKey } from 'openpgp';
import { GitError } from '../errors.ts';
import { parseSshKey, type SshKey } from './ssh-signature.ts';

export interface TrustedKeys {
  readonly ssh: readonly SshKey[];
  readonly openPgp: readonly OpenPgpKey[];
}

const armour = /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g;
/** The kind and body of a key: in `authorized_keys` it comes first, in `allowed_signers` after who and what for. */
const sshKey = /(?:^|\s)((?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521))\s+[A-Za-z0-9+/=]+)(?:\s|$)/;

/** Throws `VERIFY_KEYS_INVALID` at the first line that is no key, and for a file without any. */
export async function parseTrustedKeys(text: string): Promise<TrustedKeys> {
  const openPgp: OpenPgpKey[] = [];
  for (const [block] of text.matchAll(armour)) {
    const { readKeys } = await import('openpgp');
    openPgp.push(
      ...(await readKeys({ armoredKeys: block }).catch((error: Error) => {
        throw invalid(`An OpenPGP key can't be read: ${error.message}`);
      })),
    );
  }
  const ssh: SshKey[] = [];
  const lines = text.replaceAll(armour, (block) => '\n'.repeat(block.split('\n').length - 1)).split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const key = sshKey.exec(line)?.[1];
    if (key === undefined) throw invalid(`Line ${index + 1} is no SSH public key that can sign.`);
    try {
      ssh.push(parseSshKey(key));
    } catch {
      throw invalid(`The SSH key in line ${index + 1} can't be read.`);
    }
  }
  if (ssh.length + openPgp.length === 0) throw invalid('The file of keys holds none.');
  return { ssh, openPgp };
}

function invalid(sentence: string): GitError {
  return new GitError('VERIFY_KEYS_INVALID', sentence, {
    hint: 'The file holds SSH public keys, one a line (ed25519, ecdsa, rsa), and armoured OpenPGP public keys.',
  });
}
