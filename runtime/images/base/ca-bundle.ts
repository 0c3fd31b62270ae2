// The certificates that this machine trusts, a company's own among them, so that containers trust the same.

import { readFile } from 'node:fs/promises';

/** Where systems keep their bundle; the first that is there counts. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
/** Where people name a bundle of their own; all of them count. */
const VARIABLES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE'];

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** PEM text with each certificate once, in an order that does not depend on the files'; undefined where there is none. */
export async function hostCaBundle(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const system = await firstOf(SYSTEM_BUNDLES);
  const named = await Promise.all(VARIABLES.map((name) => readText(env[name])));
  return mergeCertificates([system, ...named]);
}

export function mergeCertificates(texts: readonly string[]): string | undefined {
  const found = texts.flatMap((text) => text.replaceAll('\r', '').match(CERTIFICATE) ?? []);
  const unique = [...new Set(found)].sort();
  return unique.length === 0 ? undefined : unique.join('\n') + '\n';
}

async function firstOf(paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const text = await readText(path);
    if (text !== '') return text;
  }
  return '';
}

/** A bundle that is named but can't be read is no reason to stop: tools on this machine do without it too. */
const readText = (path: string | undefined): Promise<string> =>
  path === undefined || path === '' ? Promise.resolve('') : readFile(path, 'utf8').catch(() => '');
