// Sends one request to an address that somebody declared: bounded in time, to no address that is closed, and no further where
// it is answered with another one.

import { lookup as lookUp } from 'node:dns';
import { request as askPlainly, type RequestOptions } from 'node:http';
import { request as askSecurely } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { messageOf } from '../../state/model/errors.ts';
import type { MayReach } from './addresses.ts';
import { addressClosed, notAnAddress } from './errors.ts';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Posted =
  | { readonly type: 'answered'; readonly status: number }
  /** Nobody answered: it may work later. */
  | { readonly type: 'unanswered'; readonly reason: string };

/** Throws `NOTIFY_ADDRESS` and `NOTIFY_ADDRESS_CLOSED`, and what the signal says. */
export type Send = (post: Post, wait: { readonly signal: AbortSignal }) => Promise<Posted>;

const LONGEST_MS = 10_000;

export function createSend(mayReach: MayReach): Send {
  /** Judges what the connection is then made to, so that a name can't be another one a moment later. */
  const judged: LookupFunction = (host, options, tell) => {
    lookUp(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return tell(error, '');
      const open = found.filter(({ address }) => mayReach(address));
      const [first] = open;
      if (first === undefined) return tell(addressClosed(host), '');
      return options.all === true ? tell(null, open) : tell(null, first.address, first.family);
    });
  };

  return async function send({ url: text, headers, body }, { signal }) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) throw notAnAddress();
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !mayReach(host)) throw addressClosed(host);
    const late = AbortSignal.timeout(LONGEST_MS);
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      lookup: judged,
      agent: false,
      signal: AbortSignal.any([signal, late]),
    };
    try {
      const status = await new Promise<number>((resolve, reject) => {
        const asking = (url.protocol === 'https:' ? askSecurely : askPlainly)(url, options, (response) => {
          resolve(response.statusCode ?? 0);
          // What it says more is nobody's concern.
          response.destroy();
        });
        asking.once('error', reject);
        asking.end(body);
      });
      return { type: 'answered', status };
    } catch (error) {
      signal.throwIfAborted();
      if ((error as { code?: unknown }).code === 'NOTIFY_ADDRESS_CLOSED') throw error;
      const reason = late.aborted ? `no answer within ${LONGEST_MS / 1000} s` : messageOf(error);
      return { type: 'unanswered', reason };
    }
  };
}
