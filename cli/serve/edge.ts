// The edge of this server as it is set: refused where it would give tokens away.

import type { Logger } from 'pino';
import type { Edge } from '../../server/api/edge/limits.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { openCertificates } from './certificates.ts';
import { systemClock } from './clock.ts';
import { exposed, exposureOf } from './exposure.ts';

/** Throws `SETTING_INVALID`. */
export function openEdge(
  settings: Pick<ServeSettings, 'host' | 'edge'>,
  log: Pick<Logger, 'info' | 'warn'>,
): Edge & Disposable {
  const { limits, tls, trustedProxies } = settings.edge;
  const exposure = exposureOf(settings);
  if (exposure === 'exposed') throw exposed(settings);
  if (exposure === 'accepted')
    log.warn({ host: settings.host }, 'there is no TLS: whoever can listen on the way reads every token');
  if (tls === undefined) return { limits, trustedProxies, [Symbol.dispose]: () => undefined };
  const certificates = openCertificates(tls, { log, now: systemClock.now() });
  return {
    limits,
    trustedProxies,
    tls: certificates,
    [Symbol.dispose]: () => certificates[Symbol.dispose](),
  };
}
