// Whether a commit was signed by somebody who is trusted with the config repository.

import type { CommitId } from '../../../state/model/ids.ts';
import { GitError } from '../errors.ts';
import { takeApart } from './signed-commit.ts';
import { sshSigner } from './ssh-signature.ts';
import { parseTrustedKeys, type TrustedKeys } from './trusted-keys.ts';

/**
 * Resolves for a commit object that bears a good signature. Throws `COMMIT_NOT_SIGNED`, and `COMMIT_NOT_TRUSTED` where the
 * signature is another's, or does not belong to this content. The signature of a commit speaks for all of its tree, so
 * its ancestors need none.
 */
export type VerifyCommit = (commit: CommitId, object: Uint8Array) => Promise<void>;

/** `keys` is the text of the file of trusted keys. Throws `VERIFY_KEYS_INVALID`. */
export async function createCommitVerifier(keys: string): Promise<VerifyCommit> {
  const trusted = await parseTrustedKeys(keys);
  return async (commit, object) => {
    const { payload, signature } = takeApart(object);
    const shown = commit.slice(0, 12);
    if (signature === undefined) {
      throw new GitError('COMMIT_NOT_SIGNED', `The commit ${shown} of the config repository is not signed.`, {
        hint: 'Sign it, or merge through somebody who does; until then what ran before stays in force.',
        details: { commit },
      });
    }
    if (await isTrusted(payload, signature, trusted)) return;
    throw new GitError(
      'COMMIT_NOT_TRUSTED',
      `The signature of the commit ${shown} of the config repository is by none of the trusted keys.`,
      {
        hint: 'Sign it with one of the keys in the file that RAWORC_VERIFY_KEYS names, or add the key to that file.',
        details: { commit },
      },
    );
  };
}

async function isTrusted(payload: Uint8Array, signature: string, keys: TrustedKeys): Promise<boolean> {
  if (signature.includes('-----BEGIN SSH SIGNATURE-----')) {
    return sshSigner(payload, signature, keys.ssh) !== undefined;
  }
  if (!signature.includes('-----BEGIN PGP SIGNATURE-----') || keys.openPgp.length === 0) return false;
  const { createMessage, readSignature, verify } = await import('openpgp');
  try {
    const { signatures } = await verify({
      message: await createMessage({ binary: payload }),
      signature: await readSignature({ armoredSignature: signature }),
      verificationKeys: [...keys.openPgp],
      expectSigned: true,
    });
    return signatures.length > 0;
  } catch {
    // Whatever is wrong with it: it is no good signature by one of these keys.
    return false;
  }
}
