// The certificate of this server and its key, from files: checked before anything listens, and followed when they change.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import type { Certificates, TlsPair } from '../../server/api/edge/limits.ts';
import { messageOf } from '../../state/model/errors.ts';
import { settingError } from '../settings/errors.ts';
import type { TlsFiles } from '../settings/edge-settings.ts';

export interface CertificateOptions {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly now: number;
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 5_000;

/** Throws `SETTING_INVALID`. */
export function openCertificates(
  files: TlsFiles,
  { log, now, lookEveryMs = LOOK_EVERY_MS }: CertificateOptions,
): Certificates & Disposable {
  let pair = readTlsPair(files);
  if (isOver(pair, now))
    log.warn({ path: files.cert }, 'the certificate has expired; clients will refuse it');
  const listeners: ((pair: TlsPair) => void)[] = [];
  let problem: string | undefined;

  /** Files are exchanged one after the other: what doesn't fit yet does when the second one is there. */
  function look(): void {
    try {
      const found = readTlsPair(files);
      problem = undefined;
      if (found.cert === pair.cert && found.key === pair.key) return;
      pair = found;
      for (const tell of listeners) tell(found);
      log.info({ path: files.cert }, 'the certificate was exchanged');
    } catch (error) {
      const message = messageOf(error);
      if (message !== problem)
        log.warn({ error: message }, 'the certificate is not exchanged: the one before stays');
      problem = message;
    }
  }

  const looking = setInterval(look, lookEveryMs);
  return {
    current: () => pair,
    onChange: (tell) => void listeners.push(tell),
    [Symbol.dispose]: () => clearInterval(looking),
  };
}

/** Throws `SETTING_INVALID` where they can't be used, don't belong together, or anybody may read the key. */
export function readTlsPair(files: TlsFiles): TlsPair {
  const cert = read('RAWORC_TLS_CERT', files.cert);
  const key = read('RAWORC_TLS_KEY', files.key);
  if (process.platform !== 'win32' && (statSync(files.key).mode & 0o007) !== 0) {
    const hint = `Run \`chmod o= ${files.key}\`; a volume of secrets has a mode of its own.`;
    throw settingError('RAWORC_TLS_KEY', `everybody on this machine may use the file ${files.key}`, hint);
  }
  const certificate = parsed(
    'RAWORC_TLS_CERT',
    () => new X509Certificate(cert),
    'it is no certificate in PEM form',
  );
  const privateKey = parsed(
    'RAWORC_TLS_KEY',
    () => createPrivateKey(key),
    'it is no private key in PEM form without a passphrase',
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    const hint =
      'The first certificate of the file must be the server’s own, and the key the one that it was made with.';
    throw settingError('RAWORC_TLS_KEY', 'it is not the key of the certificate', hint);
  }
  parsed('RAWORC_TLS_CERT', () => createSecureContext({ cert, key }), 'TLS can’t be spoken with it');
  return { cert, key };
}

export const isOver = ({ cert }: TlsPair, now: number): boolean =>
  new X509Certificate(cert).validToDate.getTime() <= now;

/** Under which name a client on this machine finds the server certified: `address` where that is one of them. */
export function certifiedName({ cert }: TlsPair, address: string): string {
  const certificate = new X509Certificate(cert);
  if (certificate.checkIP(address) !== undefined) return address;
  if (certificate.checkHost('localhost') !== undefined) return 'localhost';
  const names = certificate.subjectAltName?.matchAll(/DNS:([^,*\s]+)/g) ?? [];
  for (const [, name] of names) if (name !== undefined) return name;
  return address;
}

function read(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw settingError(
      setting,
      `the file ${path} can’t be read: ${messageOf(error)}`,
      'Give the path of a PEM file.',
    );
  }
}

function parsed<T>(setting: string, parse: () => T, problem: string): T {
  try {
    return parse();
  } catch {
    throw settingError(setting, problem, 'Give the path of a PEM file, as every authority hands it out.');
  }
}
