// Listens, and tells the CLI of this machine where.

import type { AddressInfo } from 'node:net';
import type { Certificates } from '../../server/api/edge/limits.ts';
import type { Api } from '../../server/api/typed.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { certifiedName } from './certificates.ts';
import { addressTaken } from './errors.ts';

/** Resolves with the URL that a client on this machine reaches. Throws `ADDRESS_TAKEN`. */
export async function listen(
  app: Api,
  { host, port }: Pick<ServeSettings, 'host' | 'port'>,
  certificates?: Certificates,
): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw addressTaken(host, port, error);
    throw error;
  }
  const { address, family, port: chosen } = app.server.address() as AddressInfo;
  const reachable = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  const name = certificates === undefined ? reachable : certifiedName(certificates.current(), reachable);
  const scheme = certificates === undefined ? 'http' : 'https';
  return `${scheme}://${family === 'IPv6' && name === reachable ? `[${name}]` : name}:${chosen}`;
}
