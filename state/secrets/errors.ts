// The errors of this room. None of them ever carries a value or a key.

import { messageOf, RaworcError } from '../model/errors.ts';
import type { KeyUse } from '../store/secrets.ts';

/** Something that was encrypted here and does not open; others do. */
export function isUnopened(thrown: unknown): thrown is RaworcError {
  return (
    thrown instanceof RaworcError &&
    (thrown.code === 'SECRET_DAMAGED' || thrown.code === 'SECRET_KEY_UNKNOWN')
  );
}

export function masterKeyInvalid(where: string, why: string): RaworcError {
  return new RaworcError('MASTER_KEY_INVALID', `The master key in ${where} can’t be used: ${why}.`, {
    hint: 'A key is the base64 of 32 random bytes, for example from `openssl rand -base64 32`.',
  });
}

export function masterKeyExposed(path: string): RaworcError {
  return new RaworcError('MASTER_KEY_EXPOSED', `Other users of this machine may read ${path}.`, {
    hint: `Run \`chmod 600 ${path}\`, and make a new key if somebody may have read this one.`,
  });
}

export function masterKeyUnreadable(path: string, cause: unknown): RaworcError {
  return new RaworcError('MASTER_KEY_UNREADABLE', `The master key can’t be read: ${messageOf(cause)}.`, {
    hint: `${path} has to be a file that belongs to whoever runs the server, with mode 600.`,
    cause,
  });
}

export function secretKeyUnknown(space: string, name: string, keyId: string): RaworcError {
  return new RaworcError(
    'SECRET_KEY_UNKNOWN',
    `The secret ${name} of space ${space} was encrypted with the key ${keyId}, which is not here.`,
    { hint: 'Bring that master key back, or set the secret again.' },
  );
}

export function secretDamaged(space: string, name: string): RaworcError {
  if (space === '') {
    return new RaworcError(
      'SECRET_DAMAGED',
      `The ${name} of this installation does not open: it was changed or moved in the database.`,
      { hint: 'Make another one with `raworc secret rotate`, and seal again what Git declares.' },
    );
  }
  return new RaworcError(
    'SECRET_DAMAGED',
    `The secret ${name} of space ${space} does not open: it was changed or moved in the database.`,
    { hint: 'Set the secret again.' },
  );
}

export function spaceNotFound(space: string): RaworcError {
  return new RaworcError('SPACE_NOT_FOUND', `There is no space "${space}".`, {
    hint: 'Declare the space first; its secrets follow.',
  });
}

export function sealedUnreadable(space: string, name: string): RaworcError {
  return new RaworcError(
    'SEALED_UNREADABLE',
    `The sealed secret ${name} of space ${space} can’t be opened here.`,
    {
      hint: `It was sealed to another key, or is damaged. Seal it again: raworc secret seal ${name} -s ${space}.`,
    },
  );
}

export function sealedElsewhere(space: string, name: string, what: string): RaworcError {
  return new RaworcError(
    'SEALED_ELSEWHERE',
    `The sealed secret ${name} of space ${space} was sealed for another ${what}.`,
    { hint: `Seal it for this place: raworc secret seal ${name} -s ${space}.` },
  );
}

/** `at`: `file:line:column`. */
export function secretDeclared(space: string, name: string, at: string): RaworcError {
  return new RaworcError('SECRET_DECLARED', `Git declares the secret ${name} of space ${space} (${at}).`, {
    hint: `Change it there: raworc secret seal ${name} -s ${space} prints what to commit.`,
  });
}

/** `lost`: what is encrypted with keys that are not here. */
export function masterKeyMissing(lost: readonly KeyUse[]): RaworcError {
  const keyIds = [...new Set(lost.map(({ keyId }) => keyId))].sort();
  const spaces = [...new Set(lost.map(({ space }) => space))].filter((space) => space !== '').sort();
  const count = lost.reduce((sum, use) => sum + use.count, 0);
  const one = keyIds.length === 1;
  const where = spaces.length === 0 ? '' : ` (${spaces.slice(0, 3).join(', ')}${spaces[3] ? ', …' : ''})`;
  return new RaworcError(
    'MASTER_KEY_MISSING',
    `${count} ${count === 1 ? 'value' : 'values'} in the database${where} can’t be opened: the master key${one ? '' : 's'} ${keyIds.join(', ')} ${one ? 'is' : 'are'} not here.`,
    {
      hint: 'Add it after the newest one in RAWORC_MASTER_KEY or in RAWORC_HOME/master-key; `raworc secret rotate-key` makes an older key needless.',
    },
  );
}

export function processRefused(why: string): RaworcError {
  return new RaworcError(
    'PROCESS_REFUSED',
    `This address takes requests of our own processes only: ${why}.`,
    {
      hint: 'Ask the process with the role api. Between processes, the master keys have to be the same and the clocks right.',
    },
  );
}
