// TLS from files: what is refused at the start, what clients believe, and a certificate that is exchanged meanwhile.

import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createClient } from '../../../cli/client/client.ts';
import { openEdge } from '../../../cli/serve/edge.ts';
import { openCertificates, readTlsPair } from '../../../cli/serve/certificates.ts';
import { listen } from '../../../cli/serve/listen.ts';
import { edgeSettings, type TlsFiles } from '../../../cli/settings/edge-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import { createEdgeApp, edgeToken } from '../../support/server/edge-app.ts';
import { createAuthority, type TestAuthority } from '../../support/tls/authority.ts';

const silent = { info: () => undefined, warn: () => undefined };

describe('TLS', () => {
  let authority: TestAuthority;
  before(() => {
    authority = createAuthority();
  });
  after(() => authority[Symbol.dispose]());

  it('serves clients that know the authority, and tells the others how to', async () => {
    const tls = openCertificates(authority.issue('served'), { log: silent, now: Date.now() });
    await using app = await createEdgeApp({ tls });
    const url = await listen(app, { host: '127.0.0.1', port: 0 }, tls);
    assert.match(url, /^https:\/\/127\.0\.0\.1:\d+$/);
    await assert.rejects(createClient({ url, token: edgeToken }).get('openapi.json'), {
      code: 'CERTIFICATE_UNTRUSTED',
    });
    const headers = await headersOf(`${url}/health`, authority.path);
    assert.match(String(headers['strict-transport-security']), /^max-age=\d+/);
    tls[Symbol.dispose]();
  });

  it('does not speak versions that are broken', async () => {
    const tls = openCertificates(authority.issue('versions'), { log: silent, now: Date.now() });
    await using app = await createEdgeApp({ tls });
    const { port } = new URL(await listen(app, { host: '127.0.0.1', port: 0 }, tls));
    const old = connect({
      port: Number(port),
      host: '127.0.0.1',
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      rejectUnauthorized: false,
    });
    const [error] = (await once(old, 'error')) as [NodeJS.ErrnoException];
    assert.match(String(error.code), /ERR_SSL|ECONNRESET/);
    tls[Symbol.dispose]();
  });

  it('takes a new certificate without dropping connections, because they are renewed every few weeks', async () => {
    const files = authority.issue('followed', 'first.test');
    const exchanged = Promise.withResolvers<undefined>();
    const log = { ...silent, info: () => exchanged.resolve(undefined) };
    const tls = openCertificates(files, { log, now: Date.now(), lookEveryMs: 20 });
    await using app = await createEdgeApp({ tls });
    const { port } = new URL(await listen(app, { host: '127.0.0.1', port: 0 }, tls));
    const open = await connected(Number(port), authority.path);
    assert.equal(open.getPeerCertificate().subject.CN, 'first.test');
    authority.issue('followed', 'second.test');
    await exchanged.promise;
    const later = await connected(Number(port), authority.path);
    assert.equal(later.getPeerCertificate().subject.CN, 'second.test');
    open.write('GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    const [answer] = (await once(open, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 200 /);
    later.destroy();
    tls[Symbol.dispose]();
  });

  it('keeps the certificate that it has where the new one is broken, because half a file is on disk for a moment', async () => {
    const files = authority.issue('broken');
    const warned = Promise.withResolvers<undefined>();
    const log = { ...silent, warn: () => warned.resolve(undefined) };
    const tls = openCertificates(files, { log, now: Date.now(), lookEveryMs: 20 });
    const before = tls.current().cert;
    writeFileSync(files.cert, before.slice(0, 100));
    await warned.promise;
    assert.equal(tls.current().cert, before);
    tls[Symbol.dispose]();
  });

  const broken: readonly (readonly [why: string, spoil: (files: TlsFiles) => TlsFiles, message: RegExp])[] = [
    [
      'a certificate that is not there',
      (files) => ({ ...files, cert: join(authority.folder, 'none') }),
      /can’t be read/,
    ],
    ['a certificate that is none', (files) => (writeFileSync(files.cert, 'none'), files), /no certificate/],
    ['a key that is none', (files) => (writeFileSync(files.key, 'none'), files), /no private key/],
    [
      'a key of another certificate',
      (files) => (copyFileSync(authority.issue('other').key, files.key), files),
      /not the key/,
    ],
    [
      'a key that everybody may read',
      (files) => (chmodSync(files.key, 0o644), files),
      /everybody on this machine/,
    ],
  ];
  for (const [why, spoil, message] of broken) {
    it(`refuses ${why}, before anything listens`, () => {
      const files = spoil(authority.issue(`spoiled-${why.replaceAll(' ', '-')}`));
      assert.throws(() => readTlsPair(files), { code: 'SETTING_INVALID', message });
    });
  }

  it('refuses to listen where others could read the tokens, unless that was said', () => {
    const open = (host: string, env: Readonly<Record<string, string>>, insecure = false) =>
      openEdge(
        { host, edge: edgeSettings(loadSettings({ RAWORC_HOME: authority.folder }, env), insecure) },
        silent,
      );
    assert.throws(() => open('0.0.0.0', {}), { code: 'SETTING_INVALID', message: /read the tokens/ });
    assert.throws(() => open('example.test', {}), { code: 'SETTING_INVALID' });
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) open(host, {});
    open('0.0.0.0', {}, true);
    open('0.0.0.0', { RAWORC_TRUSTED_PROXY: '10.0.0.1' });
  });

  for (const [name, value] of [
    ['RAWORC_TRUSTED_PROXY', 'everybody'],
    ['RAWORC_TRUSTED_PROXY', '0.0.0.0/0'],
    ['RAWORC_TRUSTED_PROXY', '10.0.0.0/33'],
    ['RAWORC_TRUSTED_PROXY', '10.0.0.0/8/8'],
    ['RAWORC_TLS_CERT', 'alone.pem'],
    ['RAWORC_RATE_LIMIT', '-1'],
    ['RAWORC_MAX_CONNECTIONS', '0'],
    ['RAWORC_MAX_CONNECTIONS_PER_ADDRESS', 'many'],
    ['RAWORC_GUESS_LIMIT', 'many'],
  ] as const) {
    it(`refuses ${name}=${value}, because it can only be a mistake`, () => {
      const settings = loadSettings({ RAWORC_HOME: authority.folder }, { [name]: value });
      assert.throws(() => edgeSettings(settings, false), { code: 'SETTING_INVALID' });
    });
  }
});

async function connected(port: number, ca: string): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', ca: readFileSync(ca) });
  await once(socket, 'secureConnect');
  return socket;
}

async function headersOf(url: string, ca: string) {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
  const agent = new Agent({ ca: readFileSync(ca) });
  get(url, { agent }, (answer) => {
    answer.resume();
    resolve(answer.headers);
  }).on('error', reject);
  return promise.finally(() => agent.destroy());
}
