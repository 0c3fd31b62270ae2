// The one place where an error of octokit becomes one of ours. Neither headers nor bodies of the request come along: they
// hold tokens and secrets.

import { RequestError } from 'octokit';
import { GitHubError, oddAnswer, rateLimited, unauthorized, unreachable } from '../errors.ts';
import type { Identity } from './identity.ts';
import { limitOf } from './limit.ts';

export interface Attempted {
  /** `owner/name`. */
  readonly repo: string;
  readonly identity: Identity;
  /** Takes secrets out of what GitHub says. */
  readonly redact: (text: string) => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function translate(thrown: unknown, attempted: Attempted): unknown {
  if (thrown instanceof GitHubError || !(thrown instanceof RequestError)) return thrown;
  const { status, response } = thrown;
  if (response === undefined)
    return unreachable(`GitHub can’t be reached: ${attempted.redact(thrown.message)}.`);
  const limit = limitOf(status, response.headers, thrown.message, attempted.now);
  if (limit !== undefined) return rateLimited(limit);
  if (status >= 500) return unreachable(`GitHub answered ${status}.`, retryAfter(response.headers));
  if (status < 400) return oddAnswer(`status (${status})`);
  if (status === 401) return unauthorized(hintOfIdentity(attempted.identity));
  const said = attempted.redact(saidIn(response.data)).slice(0, 300);
  const sentence = `GitHub answered ${status} to ${asked(thrown)}${said === '' ? '' : `: ${said}`}`;
  if (status === 403)
    return new GitHubError('GITHUB_FORBIDDEN', sentence, { hint: hintOfRights(response.headers, attempted) });
  if (status === 404 || status === 410)
    return new GitHubError('GITHUB_NOT_FOUND', sentence, {
      hint: `It is not there, or it is hidden from us. ${hintOfRights(response.headers, attempted)}`,
    });
  return new GitHubError('GITHUB_REFUSED', sentence, {
    hint: 'What was asked makes no sense there; what GitHub says tells why.',
  });
}

export function statusOf(thrown: unknown): number | undefined {
  return thrown instanceof RequestError ? thrown.status : undefined;
}

/** octokit asked for an installation's token on the way, and that is what was answered. */
export function isAboutToken(thrown: unknown): boolean {
  return thrown instanceof RequestError && thrown.request.url.endsWith('/access_tokens');
}

function asked({ request }: RequestError): string {
  return `${request.method} ${new URL(request.url).pathname}`;
}

type Headers = Readonly<Record<string, string | number | undefined>>;

function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers['retry-after']);
  return seconds > 0 ? seconds * 1000 : undefined;
}

/** The sentences of an error's body. */
function saidIn(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  const { message, errors } = data as { message?: unknown; errors?: unknown };
  const reasons = Array.isArray(errors) ? errors.map(reasonIn).filter((reason) => reason !== '') : [];
  return [typeof message === 'string' ? message : '', ...reasons].filter((part) => part !== '').join('; ');
}

function reasonIn(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return '';
  const { message, field, code } = error as { message?: unknown; field?: unknown; code?: unknown };
  if (typeof message === 'string') return message;
  return typeof field === 'string' && typeof code === 'string' ? `${field} ${code}` : '';
}

function hintOfIdentity(identity: Identity): string {
  switch (identity.type) {
    case 'none':
      return 'Set RAWORC_GITHUB_TOKEN, or RAWORC_GITHUB_APP_ID and RAWORC_GITHUB_APP_PRIVATE_KEY.';
    case 'token':
      return 'The token of RAWORC_GITHUB_TOKEN is wrong, expired or revoked: make a new one.';
    case 'app':
      return 'The App’s id and private key don’t belong together, or its installation was removed.';
    default:
      return identity satisfies never;
  }
}

function hintOfRights(headers: Headers, { repo, identity }: Attempted): string {
  const wanted = rightsIn(headers);
  if (identity.type === 'none') return hintOfIdentity(identity);
  const who = identity.type === 'app' ? 'the App’s installation' : 'the token';
  if (wanted === undefined) return `Check that ${who} has access to ${repo}.`;
  return `Give ${who} ${wanted} on ${repo}.`;
}

/** What GitHub says is needed: `issues=write; pull_requests=write` becomes `issues: write and pull_requests: write`. */
function rightsIn(headers: Headers): string | undefined {
  const accepted = String(headers['x-accepted-github-permissions'] ?? '');
  // Sets of rights are parted by `;`, each of them is enough; rights within a set by `,`, and all are needed.
  const sets = accepted
    .split(';')
    .map((set) =>
      set
        .trim()
        .replaceAll(/\s*,\s*/g, ' and ')
        .replaceAll('=', ': '),
    )
    .filter((set) => set !== '');
  if (sets.length > 0) return `the permission ${sets.join(', or ')}`;
  const scopes = String(headers['x-accepted-oauth-scopes'] ?? '').trim();
  return scopes === '' ? undefined : `one of the scopes ${scopes}`;
}
