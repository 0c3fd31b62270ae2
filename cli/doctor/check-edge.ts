// Whether the server can be reached without giving tokens away, and with a certificate that clients believe.

import { certifiedName, isOver, readTlsPair } from '../serve/certificates.ts';
import { exposed, exposureOf } from '../serve/exposure.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { examine, type Finding } from './check.ts';

export interface EdgeCheckDeps {
  readonly settings: Pick<ServeSettings, 'host' | 'edge'>;
  readonly now: () => number;
}

/** Certificates are exchanged weeks before their end; whoever sees this has forgotten to. */
const SOON_MS = 14 * 24 * 60 * 60_000;

export function checkEdge({ settings, now }: EdgeCheckDeps): Promise<Finding> {
  return examine(
    'network',
    () => {
      const exposure = exposureOf(settings);
      if (exposure === 'exposed') throw exposed(settings);
      const { host, edge } = settings;
      if (edge.tls !== undefined) return Promise.resolve(certified(edge.tls, host, now()));
      if (exposure === 'accepted') {
        const message = `At ${host} there is no TLS: whoever can listen on the way reads every token.`;
        const hint = 'Give RAWORC_TLS_CERT and RAWORC_TLS_KEY, or name a proxy by RAWORC_TRUSTED_PROXY.';
        return Promise.resolve({ result: 'warning', message, hint });
      }
      const message =
        exposure === 'local'
          ? `Only this machine reaches ${host}.`
          : `TLS is the matter of the proxy at ${edge.trustedProxies.join(', ')}.`;
      return Promise.resolve({ result: 'ok', message });
    },
    'Check RAWORC_HOST, RAWORC_TLS_CERT and RAWORC_TLS_KEY.',
  );
}

function certified(files: NonNullable<ServeSettings['edge']['tls']>, host: string, now: number) {
  const pair = readTlsPair(files);
  const hint = 'Renew it; a server that runs takes the new files by itself.';
  if (isOver(pair, now)) return { result: 'failed', message: 'The certificate has expired.', hint } as const;
  if (isOver(pair, now + SOON_MS))
    return { result: 'warning', message: 'The certificate expires in less than 14 days.', hint } as const;
  return { result: 'ok', message: `TLS is spoken as ${certifiedName(pair, host)}.` } as const;
}
