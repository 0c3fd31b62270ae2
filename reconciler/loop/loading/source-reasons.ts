// What the failures of a source are called in conditions. Pure.

export const sourceReasonOf: Readonly<Record<string, string>> = {
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
  ...Object.values(sourceReasonOf),
  'SourceFailed',
  'ManifestMissing',
  'ManifestInvalid',
]);
