// What a source's failure is called in its agent's condition.

import { messageOf, RaworcError } from '../../../state/model/errors.ts';
import type { Problem } from '../../../schemas/problem.ts';
import type { SourceFailure } from '../../plan/desired.ts';

const reasons: Readonly<Record<string, string>> = {
  INVALID_LOCATION: 'SourceInvalid',
  REPOSITORY_NOT_FOUND: 'SourceNotFound',
  REPOSITORY_EMPTY: 'SourceEmpty',
  REPOSITORY_UNSUPPORTED: 'SourceUnsupported',
  REF_NOT_FOUND: 'RefNotFound',
  COMMIT_NOT_FOUND: 'CommitNotFound',
  COMMIT_NOT_FETCHED: 'SourceUnreachable',
  PATH_NOT_FOUND: 'PathNotFound',
  SUBMODULE_NOT_SUPPORTED: 'SubmoduleNotSupported',
  AUTHENTICATION_FAILED: 'SourceAuthFailed',
  GIT_UNREACHABLE: 'SourceUnreachable',
  GIT_TIMEOUT: 'SourceUnreachable',
  GIT_SERVER_ERROR: 'SourceUnreachable',
  GIT_BAD_ANSWER: 'SourceUnreachable',
  CERTIFICATE_NOT_TRUSTED: 'CertificateNotTrusted',
  OBJECT_CORRUPT: 'SourceCorrupt',
  CACHE_UNUSABLE: 'SourceCacheUnusable',
};

/** Every reason that speaks of a source. A condition with one of them stands until the source resolves again. */
export const sourceReasons: ReadonlySet<string> = new Set([
  ...Object.values(reasons),
  'SourceFailed',
  'ManifestMissing',
  'ManifestInvalid',
]);

export function failureOf(thrown: unknown): SourceFailure {
  if (!(thrown instanceof RaworcError)) {
    return { reason: 'SourceFailed', message: sentence(messageOf(thrown)), retry: true };
  }
  return {
    reason: reasons[thrown.code] ?? 'SourceFailed',
    message: sentence(thrown.message),
    ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
    retry: thrown.disposition === 'retry',
  };
}

export function manifestMissing(where: string): SourceFailure {
  return {
    reason: 'ManifestMissing',
    message: `There is no raworc.json in ${where}.`,
    hint: 'Add one with at least "runtime", or correct the source\'s path.',
    retry: false,
  };
}

export function manifestInvalid(problems: readonly Problem[]): SourceFailure {
  const first = problems.find(({ severity }) => severity === 'error');
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const place = first === undefined ? '' : `${first.file}:${first.line}:${first.column}: `;
  return {
    reason: 'ManifestInvalid',
    message: sentence(`${place}${first?.message ?? 'The manifest is not valid.'}${more}`),
    hint:
      first?.suggestion === undefined
        ? "Correct the manifest in the agent's source; raworc schema manifest shows what it may hold."
        : `Did you mean ${first.suggestion}?`,
    retry: false,
  };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
