// Tokens reach the host they are for, and nothing else: no other host, no error, no file.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';

import { serveOne } from './served-repository.ts';

const auth = { username: 'x-access-token', password: 'ghp_topsecret' };

describe('credentials', { concurrency: true }, () => {
  it('open a repository that asks for them, because most config repositories are private', async () => {
    await using served = await serveOne({ auth });
    const repository = served.open({ credentials: () => auth });
    const { commit } = await repository.resolve({ ref: 'main' });
    await repository.fetch(commit);
    assert.equal((await repository.tree(commit, '')).length, 40);
  });

  it('are asked for per host and each time, because a rotated token is used at once', async () => {
    await using served = await serveOne({ auth });
    const asked: string[] = [];
    let password = 'old';
    const repository = served.open({
      credentials: (host) => {
        asked.push(host);
        return { ...auth, password };
      },
    });
    await assert.rejects(repository.refs(), { code: 'AUTHENTICATION_FAILED', hint: /valid/ });
    password = auth.password;
    await repository.refs();
    assert.deepEqual(new Set(asked), new Set([new URL(served.server.url).host]));
  });

  it('are missed with a hint where none are given, because that is what a newcomer meets first', async () => {
    await using served = await serveOne({ auth });
    await assert.rejects(served.open().refs(), {
      code: 'AUTHENTICATION_FAILED',
      hint: /RAWORC_GITHUB_TOKEN/,
    });
  });

  it('never stand in an error, because errors go to logs, conditions and pull requests', async () => {
    await using served = await serveOne({ auth });
    const repository = served.open({ credentials: () => ({ ...auth, password: 'ghp_wrong' }) });
    const error = await repository.refs().catch((thrown: unknown) => thrown);
    assert.doesNotMatch(inspect(error, { depth: 10 }), /ghp_wrong|Basic /);
    assert.doesNotMatch(inspect(error, { depth: 10 }), new RegExp(btoa(`${auth.username}:ghp_wrong`)));
  });

  it('do not follow a redirect to another host, because that host is not theirs', async () => {
    await using served = await serveOne();
    const seen: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(302, { location: `${served.server.url}${request.url}` }).end();
    });
    await new Promise<void>((listening) => {
      other.listen(0, '127.0.0.1', listening);
    });
    const { port } = other.address() as AddressInfo;
    const host = new URL(served.server.url).host;
    const credentials = (asked: string) => (asked === host ? auth : undefined);
    const repository = served.open({ credentials }, `http://127.0.0.1:${port}/team/config.git`);

    await repository.fetch(served.commit);
    assert.equal((await repository.refs()).refs.size, 1, 'a moved repository is found where it is now');
    other.close();
    other.closeAllConnections();
    assert.deepEqual(new Set(seen), new Set([undefined]));
  });

  it('are kept from a server whose certificate is not trusted, until its CA is named', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'raworc-ca-'));
    const key = join(dir, 'key.pem');
    const cert = join(dir, 'cert.pem');
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        ...subject,
      ],
      { stdio: 'pipe' },
    );
    const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    rmSync(dir, { recursive: true });
    await using served = await serveOne({ auth, tls });
    await assert.rejects(served.open({ credentials: () => auth }).refs(), {
      code: 'CERTIFICATE_NOT_TRUSTED',
      hint: /NODE_EXTRA_CA_CERTS/,
    });
    const trusting = served.open({ credentials: () => auth, ca: tls.cert });
    assert.equal((await trusting.refs()).head?.commit, served.commit);
  });
});
