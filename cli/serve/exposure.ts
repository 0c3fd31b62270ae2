// Whether tokens would cross a network that others may listen to. Pure.

import { BlockList, isIP } from 'node:net';
import type { RaworcError } from '../../state/model/errors.ts';
import { settingError } from '../settings/errors.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';

type Exposed = Pick<ServeSettings, 'host' | 'edge'>;

export type Exposure = 'local' | 'encrypted' | 'behind-proxy' | 'accepted' | 'exposed';

export function exposureOf({ host, edge }: Exposed): Exposure {
  if (edge.tls !== undefined) return 'encrypted';
  if (isLoopback(host)) return 'local';
  if (edge.trustedProxies.length > 0) return 'behind-proxy';
  return edge.insecureHttp ? 'accepted' : 'exposed';
}

export function exposed({ host }: Exposed): RaworcError {
  return settingError(
    'RAWORC_HOST',
    `at ${host} everybody on the way could read the tokens, since there is no TLS`,
    'Give RAWORC_TLS_CERT and RAWORC_TLS_KEY, or name the proxy that ends TLS by RAWORC_TRUSTED_PROXY, or say --insecure-http.',
  );
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  const family = isIP(host);
  return family !== 0 && loopback.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
