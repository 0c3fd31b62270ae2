// HTTP as Git needs it: whole answers, checked before anybody parses them; time-outs, redirects, credentials by host.

import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';

import type { Credentials, CredentialsForHost } from '../credentials.ts';
import { GitError } from '../errors.ts';
import type { Waiting } from '../repositories.ts';
import { errorOfNetwork, errorOfStatus, notGit, timedOut } from './http-errors.ts';

export interface HttpSettings {
  readonly credentials: CredentialsForHost;
  /** After so many milliseconds without a byte a request has failed. */
  readonly idleMs: number;
  /** Longer answers are refused. */
  readonly maxBytes: number;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string;
}

export interface GitRequest {
  /** The repository's canonical location, for errors. */
  readonly location: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The content type that an answer of Git has; anything else is GIT_BAD_ANSWER. */
  readonly answer: string;
}

export interface GitAnswer {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Resolves with answers of status 200 and the right type; all else is a GitError. */
export type SendRequest = (request: GitRequest, waiting: Waiting) => Promise<GitAnswer>;

const maxRedirects = 5;

export function createHttpClient(settings: HttpSettings): SendRequest {
  return async (request, { signal }) => {
    let url = new URL(request.url);
    let refused: Credentials | undefined;
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const credentials = mayHoldCredentials(url)
        ? await settings.credentials(url.host, {
            path: url.pathname,
            ...(refused === undefined ? {} : { refused }),
            ...(signal === undefined ? {} : { signal }),
          })
        : undefined;
      if (refused !== undefined && credentials?.password === refused.password) {
        throw errorOfStatus(401, request.location, true);
      }
      const authorization =
        credentials === undefined
          ? {}
          : { authorization: `Basic ${btoa(`${credentials.username}:${credentials.password}`)}` };
      const { message, body } = await exchange(
        { ...request, url: url.href },
        authorization,
        settings,
        signal,
      );
      const status = message.statusCode ?? 0;
      const target = status >= 300 && status < 400 ? message.headers.location : undefined;
      if (target !== undefined) {
        url = redirected(url, target, request.location);
        continue;
      }
      if (status === 401 && credentials !== undefined && refused === undefined) {
        // A token that ran out or was revoked may have been made anew meanwhile.
        refused = credentials;
        continue;
      }
      if (status !== 200) throw errorOfStatus(status, request.location, credentials !== undefined);
      const contentType = message.headers['content-type']?.split(';')[0]?.trim() ?? '';
      if (contentType !== request.answer) {
        throw notGit(
          request.location,
          `it sent ${contentType === '' ? 'an answer of no type' : contentType}`,
        );
      }
      return { contentType, body };
    }
    throw notGit(request.location, 'it redirects in circles');
  };
}

/** A token never travels unencrypted, except inside this machine. */
function mayHoldCredentials(url: URL): boolean {
  return url.protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

function redirected(from: URL, target: string, location: string): URL {
  const url = URL.canParse(target, from.href) ? new URL(target, from.href) : undefined;
  if (url === undefined || (from.protocol === 'https:' && url.protocol !== 'https:')) {
    throw notGit(location, 'it redirects to where Raworc does not follow');
  }
  return url;
}

function exchange(
  { location, url, method, headers, body }: GitRequest,
  authorization: Readonly<Record<string, string>>,
  { idleMs, maxBytes, ca }: HttpSettings,
  signal: AbortSignal | undefined,
): Promise<{ readonly message: IncomingMessage; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const options: RequestOptions & { ca?: string } = {
      method,
      timeout: idleMs,
      headers: {
        'user-agent': 'git/raworc',
        ...headers,
        ...authorization,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      ...(signal === undefined ? {} : { signal }),
      ...(ca === undefined ? {} : { ca }),
    };
    const fail = (thrown: unknown) => {
      if (signal?.aborted === true) reject(signal.reason);
      else reject(thrown instanceof GitError ? thrown : errorOfNetwork(thrown, location));
    };
    const send: typeof httpRequest = url.startsWith('https:') ? httpsRequest : httpRequest;
    const sent: ClientRequest = send(url, options, (message) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      message.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > maxBytes) message.destroy(tooLarge(location, maxBytes));
      });
      message.on('error', fail);
      message.on('end', () => resolve({ message, body: Buffer.concat(chunks) }));
    });
    sent.on('timeout', () => sent.destroy(timedOut(location, idleMs)));
    sent.on('error', fail);
    sent.end(body);
  });
}

function tooLarge(location: string, maxBytes: number): GitError {
  return new GitError(
    'REPOSITORY_UNSUPPORTED',
    `${location} sends more than ${Math.round(maxBytes / 2 ** 20)} MiB.`,
    {
      hint: 'Keep large files out of the repository, with Git LFS for example.',
      details: { location, maxBytes },
    },
  );
}
