// An authority of a test's own, and certificates of it, in files as a person would have them.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsFiles } from '../../../cli/settings/edge-settings.ts';

export interface TestAuthority extends Disposable {
  /** Its certificate. */
  readonly path: string;
  readonly folder: string;
  /** For 127.0.0.1 and the name; over the files of the same `file` where they are there. */
  issue(file: string, name?: string): TlsFiles;
}

export function createAuthority(): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-tls-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Tests',
    '-days',
    '2',
  );
  return {
    path: at('ca.pem'),
    folder,
    issue(file, name = 'raworc.test') {
      const files = { cert: at(`${file}.pem`), key: at(`${file}.key`) };
      writeFileSync(at('names'), `subjectAltName=DNS:${name},IP:127.0.0.1\n`);
      openssl('req', ...newKey, '-keyout', `${file}.key`, '-out', 'request', '-subj', `/CN=${name}`);
      const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '2', '-extfile', 'names'];
      openssl('x509', '-req', '-in', 'request', ...signing, '-out', files.cert);
      chmodSync(files.key, 0o600);
      return files;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
