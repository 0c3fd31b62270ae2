// The keys that must have signed the config repository, read once at start: a file that can't be used stops the start,
// for a lock whose keys are unknown must not stand open.

import { readFile } from 'node:fs/promises';
import { createCommitVerifier } from '../../reconciler/git/signatures/verify-commit.ts';
import { messageOf } from '../../state/model/errors.ts';
import { settingError } from '../settings/errors.ts';

/** The text of the file, after it was understood. Undefined where no signatures are asked for. */
export async function readVerifyKeys(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(path, 'utf8').catch(() => {
    throw settingError(
      'RAWORC_VERIFY_KEYS',
      `the file ${path} can’t be read`,
      'Give the path of a file of public keys.',
    );
  });
  await createCommitVerifier(text).catch((error: unknown) => {
    throw settingError(
      'RAWORC_VERIFY_KEYS',
      messageOf(error).replace(/\.$/, ''),
      'The file holds SSH public keys, one a line, and armoured OpenPGP public keys.',
    );
  });
  return text;
}
