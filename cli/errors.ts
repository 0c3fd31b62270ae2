// The CLI's own errors, and the exit status of any error.

import { RaworcError } from '../state/model/errors.ts';
import { exitCodes } from './exit-codes.ts';

export function usageError(message: string, hint?: string): RaworcError {
  return new RaworcError('USAGE', message, hint === undefined ? {} : { hint });
}

/** Of TLS: it is not known who answers. */
const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** `cause` may be what fetch throws around the real one. */
function reasonOf(cause: unknown): Pick<NodeJS.ErrnoException, 'code'> & { readonly message?: string } {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause;
  return inner instanceof Error ? inner : {};
}

export function serverUnreachable(url: string, cause: unknown): RaworcError {
  const { code = '', message = '' } = reasonOf(cause);
  if (untrusted.has(code)) {
    return new RaworcError(
      'CERTIFICATE_UNTRUSTED',
      `The certificate at ${url} is not believed: ${message}.`,
      {
        hint: 'Ask under the name that it is for; set RAWORC_CA to the PEM file of the authority that signed it.',
        cause,
      },
    );
  }
  return new RaworcError('SERVER_UNREACHABLE', `No Raworc server answers at ${url}.`, {
    hint: 'Start one with `raworc serve`, or set RAWORC_API_URL to where it runs.',
    disposition: 'retry',
    cause,
  });
}

export function connectionLost(): RaworcError {
  return new RaworcError('CONNECTION_LOST', 'The connection to the server was lost.', {
    hint: 'Check that it runs, with `raworc status`, and connect again.',
    disposition: 'retry',
  });
}

export function waitedTooLong(what: string, hint: string): RaworcError {
  return new RaworcError('TIMEOUT', `${what} did not happen in time.`, { hint, disposition: 'retry' });
}

/** A failure that was shown already, where only the exit status is left to say. */
export function alreadyShown(): RaworcError {
  return new RaworcError('FAILED', '');
}

export function exitCodeOf(thrown: unknown): number {
  if (!(thrown instanceof RaworcError)) return exitCodes.failed;
  switch (thrown.code) {
    case 'USAGE':
    case 'SETTING_INVALID':
    case 'DIRECTORY_NOT_FOUND':
    case 'DIRECTORY_UNREADABLE':
    case 'BAD_REQUEST':
    case 'SCOPE_INVALID':
    case 'ACCOUNT_NAME_INVALID':
      return exitCodes.usage;
    case 'SERVER_UNREACHABLE':
    case 'CERTIFICATE_UNTRUSTED':
    case 'CONNECTION_LOST':
      return exitCodes.unreachable;
    case 'UNAUTHORIZED':
    case 'FORBIDDEN':
      return exitCodes.unauthorized;
    case 'SESSION_STATE':
    case 'TURN_IN_FLIGHT':
    case 'ACCOUNT_EXISTS':
    case 'ACCOUNT_PROTECTED':
    case 'GITHUB_LOGIN_TAKEN':
    case 'SECRET_DECLARED':
    case 'PRECONDITION_FAILED':
      return exitCodes.conflict;
    case 'TIMEOUT':
      return exitCodes.timeout;
    case 'INTERRUPTED':
      return exitCodes.interrupted;
    default:
      return thrown.code.endsWith('_NOT_FOUND') ? exitCodes.notFound : exitCodes.failed;
  }
}
