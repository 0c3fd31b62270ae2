// What one of our processes says to another is sealed with a key that follows from the master key: who has not got that
// can't say it, it is for one process and one request, and it counts once.

import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import type { RandomBytes } from '../model/ids.ts';
import { processRefused } from './errors.ts';
import type { MasterKeys } from './master-key.ts';

/** What a seal binds. */
export interface SealedRequest {
  readonly protocol: number;
  /** The process that it is for. */
  readonly to: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Of the body, {@link digestOf}; `stream` where it was not known beforehand. */
  readonly digest: string;
  /** Who asked, as text. */
  readonly asker: string;
}

export interface ProcessSeals {
  /** Under the key that the other process is known to have; undefined where it is not here. */
  seal(request: SealedRequest, keyId: string): string | undefined;
  /** Throws `PROCESS_REFUSED` where the seal is missing, false, too old, or was shown before. */
  open(request: SealedRequest, seal: string | undefined): void;
}

export const STREAMED = 'stream';

/** How far the clocks of two machines may be apart, with the request's way. */
const FRESH_MS = 30_000;

export const digestOf = (body: string | Uint8Array): string =>
  createHash('sha256').update(body).digest('hex');

export function createProcessSeals(deps: {
  readonly masterKeys: MasterKeys;
  readonly installation: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
}): ProcessSeals {
  const { masterKeys, installation, clock, random } = deps;
  const keys = new Map(
    masterKeys.map(({ id, bytes }) => [
      id,
      Buffer.from(hkdfSync('sha256', bytes, installation, 'raworc processes', 32)),
    ]),
  );
  /** Those that were shown, with when they are stale. */
  const shown = new Map<string, number>();

  const macOf = (key: Buffer, request: SealedRequest, at: number, nonce: string): Buffer => {
    const { protocol, to, method, url, digest, asker } = request;
    const text = JSON.stringify([protocol, to, method, url, digest, asker, at, nonce]);
    return createHmac('sha256', key).update(text).digest();
  };

  function forgetStale(now: number): void {
    for (const [nonce, staleAt] of shown) {
      if (staleAt > now) return;
      shown.delete(nonce);
    }
  }

  return {
    seal(request, keyId) {
      const key = keys.get(keyId);
      if (key === undefined) return undefined;
      const at = clock.now();
      const nonce = Buffer.from(random(18)).toString('base64url');
      return [keyId, at, nonce, macOf(key, request, at, nonce).toString('base64url')].join('.');
    },
    open(request, seal) {
      const [keyId, atText, nonce, macText, ...more] = (seal ?? '').split('.');
      if (keyId === undefined || nonce === undefined || macText === undefined || more.length > 0)
        throw processRefused('it is not sealed');
      const key = keys.get(keyId);
      if (key === undefined) throw processRefused('it is sealed with another master key');
      const at = Number(atText);
      const mac = Buffer.from(macText, 'base64url');
      const expected = macOf(key, request, at, nonce);
      if (mac.length !== expected.length || !timingSafeEqual(mac, expected))
        throw processRefused('its seal is false');
      const now = clock.now();
      if (!(Math.abs(now - at) <= FRESH_MS)) throw processRefused('its seal is of another time');
      forgetStale(now);
      if (shown.has(nonce)) throw processRefused('its seal was shown before');
      shown.set(nonce, now + 2 * FRESH_MS);
    },
  };
}
