// The errors of this room.

import { RaworcError } from '../model/errors.ts';

export function adminTokenInvalid(path: string): RaworcError {
  return new RaworcError('ADMIN_TOKEN_INVALID', `${path} holds no token.`, {
    hint: 'Delete the file; the next start makes a new one.',
  });
}

export function adminTokenExposed(path: string): RaworcError {
  return new RaworcError('ADMIN_TOKEN_EXPOSED', `Other users of this machine may read ${path}.`, {
    hint: `Delete it, and the next start makes a new one; or run \`chmod 600 ${path}\` if nobody read it.`,
  });
}
