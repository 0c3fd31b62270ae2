// The administrator's token: made at the first start and left where the CLI of the same machine and user finds it.

import { join } from 'node:path';
import type { RandomBytes } from '../model/ids.ts';
import { readPrivateFile, writePrivateFileOnce } from '../secrets/private-file.ts';
import { adminTokenExposed, adminTokenInvalid } from './errors.ts';
import { isTokenText, newTokenText } from './token-text.ts';
import type { Tokens } from './tokens.ts';

/** Under RAWORC_HOME, mode 0600. */
export const adminTokenFile = 'admin-token';
export const adminAccount = 'admin';

/**
 * The token that counts from now on. A file that was deleted is made anew, and the token before no longer counts.
 * Throws `ADMIN_TOKEN_EXPOSED` and `ADMIN_TOKEN_INVALID`.
 */
export async function ensureAdminToken(deps: {
  readonly home: string;
  readonly tokens: Tokens;
  readonly random: RandomBytes;
  /** Where several homes serve one installation, each has its own. */
  readonly id?: string;
}): Promise<{ readonly token: string; readonly path: string }> {
  const path = join(deps.home, adminTokenFile);
  const file = readPrivateFile(path) ?? writePrivateFileOnce(path, `${newTokenText(deps.random)}\n`);
  if (file.isExposed) throw adminTokenExposed(path);
  const token = file.text.trim();
  if (!isTokenText(token)) throw adminTokenInvalid(path);
  await deps.tokens.accept({ id: deps.id ?? adminAccount, account: adminAccount, token });
  return { token, path };
}
