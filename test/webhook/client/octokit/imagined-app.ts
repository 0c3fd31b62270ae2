// The part of GitHub that gives an App its tokens, with a key of its own.

import { generateKeyPairSync } from 'node:crypto';
import { answer, type Answer } from './scripted-server.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
export const identity = { type: 'app', appId: 42, privateKey } as const;

/** Installed on what `installations` names; `valid` says which tokens are accepted. */
export function imagineApp(installations: Record<string, number>, valid: (token: string) => boolean): Answer {
  let made = 0;
  return (asked, response) => {
    const installed = /^\/repos\/(.+)\/installation$/.exec(asked.path)?.[1];
    const reply = (status: number, body: unknown) => answer(status, body)(asked, response);
    if (installed !== undefined) {
      const id = installations[installed];
      return id === undefined ? reply(404, { message: 'Not Found' }) : reply(200, { id });
    }
    const installation = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(asked.path)?.[1];
    if (installation !== undefined) {
      if (!Object.values(installations).includes(Number(installation)))
        return reply(404, { message: 'Not Found' });
      made += 1;
      // Made long ago as far as octokit can tell, or it would take a refusal for a delay between GitHub's servers.
      const expires_at = new Date(Date.now() + 3_600_000).toISOString();
      return reply(201, { token: `ghs_${installation}_${made}`, expires_at, permissions: {} });
    }
    const token = asked.headers.authorization?.replace('token ', '') ?? '';
    return valid(token) ? reply(200, { permission: 'write' }) : reply(401, { message: 'Bad credentials' });
  };
}
