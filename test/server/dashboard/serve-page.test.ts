// The page's files as a browser gets them: under a policy that lets nothing else run, and kept only where they never change.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { type ApiDeps, createApp } from '../../../server/api/app.ts';
import { servePage } from '../../../server/dashboard/serve-page.ts';
import { openAccess } from '../../support/server/open-access.ts';

function built(): string {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-page-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Raworc</title>');
  writeFileSync(join(folder, 'assets', 'index-abc.js'), 'void 0;');
  writeFileSync(join(folder, 'secret.txt'), 'not a part of the page');
  return folder;
}

const open = (folder: string) =>
  createApp({
    access: openAccess,
    version: 'test',
    page: (own: FastifyInstance) => servePage(own, folder),
    verifyToken: () => Promise.resolve(undefined),
  } as unknown as ApiDeps);

test('the page needs no token, runs only its own scripts, and is in nobody’s frame', async () => {
  const app = await open(built());
  const answer = await app.inject('/');
  assert.equal(answer.statusCode, 200);
  assert.match(String(answer.headers['content-type']), /^text\/html/);
  const policy = String(answer.headers['content-security-policy']);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.equal(answer.headers['cache-control'], 'no-cache');
});

test('what is named by its content is kept for a year, so that a page that was seen opens at once', async () => {
  const app = await open(built());
  const answer = await app.inject('/assets/index-abc.js');
  assert.equal(answer.statusCode, 200);
  assert.match(String(answer.headers['cache-control']), /immutable/);
});

for (const path of ['/assets/../secret.txt', '/assets/%2e%2e/secret.txt', '/secret.txt', '/assets/none.js']) {
  test(`${path} is no part of the page`, async () => {
    const app = await open(built());
    const answer = await app.inject(path);
    assert.ok(answer.statusCode === 404 || answer.statusCode === 403, String(answer.statusCode));
    assert.doesNotMatch(answer.body, /not a part of the page/);
  });
}

test('a checkout in which it was not built says how to build it', async () => {
  const app = await open(join(tmpdir(), 'raworc-none'));
  const answer = await app.inject('/');
  assert.equal(answer.statusCode, 404);
  assert.match(answer.body, /npm run page/);
});
