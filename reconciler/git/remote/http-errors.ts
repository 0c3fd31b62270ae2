// What HTTP and the network say, as errors that name the repository and what to do. Pure.

import { GitError } from '../errors.ts';

export function errorOfStatus(status: number, location: string, authorized: boolean): GitError {
  const details = { location, status };
  if (status === 401 || status === 403) {
    return new GitError(
      'AUTHENTICATION_FAILED',
      `${location} may not be read: the server answered ${status}.`,
      {
        hint: authorized
          ? 'Check that the token for this host is valid and may read the repository.'
          : 'Give Raworc a token for this host; for GitHub set RAWORC_GITHUB_TOKEN, or install the GitHub App there.',
        details,
      },
    );
  }
  if (status === 404 || status === 410) {
    return new GitError('REPOSITORY_NOT_FOUND', `There is no repository at ${location}.`, {
      hint: authorized
        ? 'Check its name, and that the token may read it: many servers hide what a token may not see.'
        : 'Check its name; if it is private, give Raworc a token for this host.',
      details,
    });
  }
  if (status === 408 || status === 429 || status >= 500) {
    return new GitError('GIT_SERVER_ERROR', `The server of ${location} answered ${status}.`, {
      hint: 'It is tried again by itself; if it stays so, look at the status of that server.',
      disposition: 'retry',
      details,
    });
  }
  return notGit(location, `the server answered ${status}`, details);
}

export function notGit(location: string, what: string, details: Record<string, unknown> = {}): GitError {
  return new GitError('GIT_BAD_ANSWER', `${location} does not speak Git's protocol: ${what}.`, {
    hint: 'Check the address: it should be what `git clone` takes. A proxy or a login page may stand in between.',
    disposition: 'retry',
    details: { location, ...details },
  });
}

export function timedOut(location: string, idleMs: number): GitError {
  return new GitError('GIT_TIMEOUT', `The server of ${location} has sent nothing for ${idleMs / 1000} s.`, {
    hint: 'It is tried again by itself; check the network and the server if it stays so.',
    disposition: 'retry',
    details: { location },
  });
}

const certificateCodes =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|CERT_.*|ERR_TLS_CERT_ALTNAME_INVALID)$/;

export function errorOfNetwork(thrown: unknown, location: string): GitError {
  const code = (thrown as { code?: unknown }).code;
  const name = typeof code === 'string' ? code : 'connection lost';
  const more = { details: { location, reason: name }, cause: thrown };
  if (certificateCodes.test(name)) {
    return new GitError(
      'CERTIFICATE_NOT_TRUSTED',
      `The certificate of ${location} is not trusted (${name}).`,
      {
        hint: 'Start Raworc with NODE_EXTRA_CA_CERTS naming the file with your CA, in PEM.',
        ...more,
      },
    );
  }
  return new GitError('GIT_UNREACHABLE', `The server of ${location} can not be reached (${name}).`, {
    hint: 'Check the name of the host and the network; it is tried again by itself.',
    disposition: 'retry',
    ...more,
  });
}
