// A client that outlives servers: what it asks is asked again, under the same idempotency key, until there is an answer.

import { type Client, createClient } from '../../cli/client/client.ts';
import { RaworcError } from '../../state/model/errors.ts';
import type { Lives } from './lives.ts';

export interface PatientClient {
  /** Runs `work` until a server lives long enough to answer it; errors that a server answered are thrown. */
  act<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Creates or sends: repeatable by its key. */
  postOnce<T>(path: string, key: string, body: unknown): Promise<T>;
}

export function createPatientClient(
  lives: Pick<Lives, 'whenUp' | 'failed'>,
  settings: { readonly url: string; readonly token: () => string },
): PatientClient {
  async function act<T>(work: (client: Client) => Promise<T>): Promise<T> {
    for (;;) {
      await Promise.race([lives.whenUp(), lives.failed]);
      try {
        return await work(createClient({ url: settings.url, token: settings.token() }));
      } catch (error) {
        if (!isLostConnection(error)) throw error;
      }
    }
  }
  return {
    act,
    postOnce: (path, key, body) =>
      act((client) => client.request('POST', path, { body, headers: { 'idempotency-key': key } })),
  };
}

/** The server was away, or died in mid-answer, which `fetch` tells as a TypeError. */
function isLostConnection(error: unknown): boolean {
  return (error instanceof RaworcError && error.code === 'SERVER_UNREACHABLE') || error instanceof TypeError;
}
