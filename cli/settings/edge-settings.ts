// The settings of the edge: TLS, the proxies in front, and how often may be asked.

import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { defaultLimits, type EdgeLimits } from '../../server/api/edge/limits.ts';
import { settingError } from './errors.ts';
import type { SettingName, Settings } from './settings.ts';

export interface EdgeSettings {
  readonly limits: Pick<
    EdgeLimits,
    'requestsPerMinute' | 'guessesPerMinute' | 'deliveriesPerMinute' | 'connections' | 'connectionsPerAddress'
  >;
  /** Paths of PEM files. */
  readonly tls: TlsFiles | undefined;
  readonly trustedProxies: readonly string[];
  /** Tokens may go over the network as they are. */
  readonly insecureHttp: boolean;
}

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export function edgeSettings(settings: Settings, insecureHttp: boolean): EdgeSettings {
  return {
    limits: {
      requestsPerMinute: perMinute('RAWORC_RATE_LIMIT', settings, defaultLimits.requestsPerMinute),
      guessesPerMinute: perMinute('RAWORC_GUESS_LIMIT', settings, defaultLimits.guessesPerMinute),
      deliveriesPerMinute: perMinute('RAWORC_WEBHOOK_LIMIT', settings, defaultLimits.deliveriesPerMinute),
      connections: atOnce('RAWORC_MAX_CONNECTIONS', settings, defaultLimits.connections),
      connectionsPerAddress: atOnce(
        'RAWORC_MAX_CONNECTIONS_PER_ADDRESS',
        settings,
        defaultLimits.connectionsPerAddress,
      ),
    },
    tls: tlsFiles(settings),
    trustedProxies: trustedProxies(settings),
    insecureHttp,
  };
}

function perMinute(name: SettingName, settings: Settings, otherwise: number): number {
  const text = settings.get(name);
  if (text === undefined) return otherwise;
  if (text === 'off') return 0;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const hint = 'Give the number of requests in a minute, or off.';
  throw settingError(name, `${JSON.stringify(text)} is no number of requests`, hint);
}

/** None at all would be a server that nobody reaches. */
function atOnce(name: SettingName, settings: Settings, otherwise: number): number {
  const text = settings.get(name);
  if (text === undefined) return otherwise;
  if (text === 'off') return 0;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  const hint = 'Give the number of connections that may be open at once, or off.';
  throw settingError(name, `${JSON.stringify(text)} is no number of connections`, hint);
}

function tlsFiles(settings: Settings): TlsFiles | undefined {
  const cert = settings.get('RAWORC_TLS_CERT');
  const key = settings.get('RAWORC_TLS_KEY');
  if (cert !== undefined && key !== undefined) return { cert: resolve(cert), key: resolve(key) };
  if (cert === key) return undefined;
  const missing = cert === undefined ? 'RAWORC_TLS_CERT' : 'RAWORC_TLS_KEY';
  throw settingError(missing, 'it is missing', 'TLS needs the certificate with its chain, and its key.');
}

function trustedProxies(settings: Settings): readonly string[] {
  const name = 'RAWORC_TRUSTED_PROXY';
  const given = (settings.get(name) ?? '').split(/[\s,]+/).filter((each) => each !== '');
  for (const each of given) {
    if (isNetwork(each)) continue;
    const hint = 'Write addresses or networks with commas between: 10.0.0.5, 172.16.0.0/12.';
    throw settingError(name, `${JSON.stringify(each)} is no address and no network`, hint);
  }
  return given;
}

/** Whoever trusts all the world trusts every client to say who it is. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^[1-9]\d{0,2}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}
