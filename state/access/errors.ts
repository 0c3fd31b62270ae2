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

export function scopeInvalid(scope: string, hint: string): RaworcError {
  return new RaworcError('SCOPE_INVALID', `${JSON.stringify(scope)} is no scope of a token.`, { hint });
}

export function tokenNotFound(id: string): RaworcError {
  return new RaworcError('TOKEN_NOT_FOUND', `There is no token ${id}.`, {
    hint: 'List them with `raworc auth token list`.',
  });
}

export function signInOver(): RaworcError {
  return new RaworcError('SIGN_IN_OVER', 'This link was used already, or its two minutes are over.', {
    hint: 'Make another one: raworc dashboard.',
  });
}

export function signInLimited(): RaworcError {
  return new RaworcError('SIGN_IN_LIMITED', 'A token that is limited to scopes makes no link to sign in.', {
    hint: 'Sign in with the token itself.',
  });
}

/** `message`: what is not as it was written. */
export function auditBroken(message: string): RaworcError {
  return new RaworcError('AUDIT_BROKEN', message, {
    hint: 'Nothing is cut from the audit while it is not whole; compare it with an export: `raworc audit verify`.',
  });
}

export function accountDisabled(account: string): RaworcError {
  return new RaworcError('ACCOUNT_DISABLED', `The account ${account} is disabled.`, {
    hint: 'Enable it with `raworc auth account enable`.',
  });
}

/** `reason`: what the decision said. */
export function forbidden(reason: string): RaworcError {
  return new RaworcError('FORBIDDEN', reason, {
    hint: 'Ask whoever looks after the config repository for a RoleBinding; `raworc auth can-i` shows what you may.',
  });
}

export function accountNotFound(name: string): RaworcError {
  return new RaworcError('ACCOUNT_NOT_FOUND', `There is no account ${name}.`, {
    hint: 'List them with `raworc auth account list`.',
  });
}

export function accountExists(name: string): RaworcError {
  return new RaworcError('ACCOUNT_EXISTS', `The account ${name} is there already.`, {
    hint: 'Make a token for it with `raworc auth token create`.',
  });
}

export function loginTaken(login: string): RaworcError {
  return new RaworcError('GITHUB_LOGIN_TAKEN', `The GitHub login ${login} belongs to another account.`, {
    hint: 'Take it from that account first.',
  });
}

export function accountProtected(name: string): RaworcError {
  return new RaworcError(
    'ACCOUNT_PROTECTED',
    `The account ${name} can’t be disabled, deleted or known on GitHub.`,
    {
      hint: 'It is how this server is looked after; delete its file in RAWORC_HOME to end a token that leaked.',
    },
  );
}
