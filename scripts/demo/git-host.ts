// Where the demo's repository is hosted: a GitHub of our own, with Raworc on it as an App.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createTestGitHub, type TestGitHub } from '../../test/support/github/github.ts';
import { freePort } from '../../test/support/machine/free-port.ts';

export interface GitHost extends AsyncDisposable {
  readonly github: TestGitHub;
  /** `owner/name` of the config repository. */
  readonly repo: string;
  /** What the server is told about it. */
  readonly settings: Readonly<Record<string, string>>;
}

export async function openGitHost(repo: string): Promise<GitHost> {
  const github = await createTestGitHub();
  await github.createRepository(repo);
  github.setPermission(repo, 'ada', 'write');
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const port = String(await freePort());
  return {
    github,
    repo,
    settings: {
      RAWORC_GITHUB_API_URL: github.apiUrl,
      RAWORC_GITHUB_APP_ID: '1',
      RAWORC_GITHUB_APP_PRIVATE_KEY: privateKey,
      RAWORC_WEBHOOK_SECRET: randomBytes(32).toString('hex'),
      RAWORC_PORT: port,
      RAWORC_PUBLIC_URL: `http://127.0.0.1:${port}`,
    },
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}
