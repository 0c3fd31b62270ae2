// Listens, and tells the CLI of this machine where.

import type { AddressInfo } from 'node:net';
import type { Api } from '../../server/api/typed.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { addressTaken } from './errors.ts';

/** Resolves with the URL that a client on this machine reaches. Throws `ADDRESS_TAKEN`. */
export async function listen(app: Api, { host, port }: ServeSettings): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw addressTaken(host, port, error);
    throw error;
  }
  const { address, family, port: chosen } = app.server.address() as AddressInfo;
  const reachable = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return `http://${family === 'IPv6' ? `[${reachable}]` : reachable}:${chosen}`;
}
