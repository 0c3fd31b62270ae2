// A GitHub App's tokens: made for the installation at hand, kept, renewed when they are refused, and given to Git.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRepoTokens } from '../../../../webhook/client/octokit/repo-tokens.ts';
import { systemClock } from '../../../../cli/serve/clock.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { identity, imagineApp } from './imagined-app.ts';
import { answer, script } from './scripted-server.ts';

const { privateKey } = identity;
const quiet = { debug() {}, warn() {} };

const tokens = (asked: readonly { readonly path: string }[]) =>
  asked.filter(({ path }) => path.endsWith('/access_tokens')).length;

describe('a GitHub App', () => {
  it('speaks with the token of the installation, made once for all of its repositories', async () => {
    const installations = { 'team/config': 7, 'team/agent': 7, 'other/agent': 8 };
    await using server = await script(imagineApp(installations, (token) => /^ghs_[78]_\d$/.test(token)));
    const github = server.connect({ identity });
    for (const repo of ['team/config', 'team/agent', 'Team/Config', 'other/agent']) {
      assert.equal(await github.permission(repo, 'ann'), 'write');
    }
    assert.equal(tokens(server.asked), 2);
    const [first] = server.asked;
    assert.match(
      first?.headers.authorization ?? '',
      /^bearer ey/,
      'the App itself asks where it is installed',
    );
  });

  it('says where it is not installed, because that is what people forget', async () => {
    await using server = await script(imagineApp({}, () => true));
    await assert.rejects(server.connect({ identity }).permission('team/config', 'ann'), {
      code: 'GITHUB_NOT_FOUND',
      message: 'The GitHub App is not installed on team/config.',
      hint: /Install it/,
    });
  });

  it('finds its installation again after it was removed and made anew', async () => {
    const installations: Record<string, number> = { 'team/config': 7 };
    await using server = await script(imagineApp(installations, (token) => token.startsWith('ghs_')));
    const tokensOf = createRepoTokens({
      identity,
      apiUrl: server.apiUrl,
      userAgent: 'raworc/test',
      log: quiet,
      clock: systemClock,
      pacing: 'none',
    });
    assert.equal(await tokensOf.tokenFor('team/config'), 'ghs_7_1');
    assert.equal(await tokensOf.tokenFor('team/config'), 'ghs_7_1');
    installations['team/config'] = 9;
    tokensOf.renew('team/config');
    assert.equal(await tokensOf.tokenFor('team/config'), 'ghs_9_2');
  });

  it('makes a token anew that GitHub no longer accepts, because an installation can be suspended and come back', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const installations = { 'team/config': 7 };
    const revoked = new Set<string>();
    await using server = await script(imagineApp(installations, (token) => !revoked.has(token)));
    const github = server.connect({ identity });
    assert.equal(await github.permission('team/config', 'ann'), 'write');
    revoked.add('ghs_7_1');
    // octokit takes the refusal of a token that was made just now for a delay between GitHub’s servers.
    t.mock.timers.tick(60_000);
    assert.equal(await github.permission('team/config', 'ann'), 'write');
    assert.equal(tokens(server.asked), 2);
  });

  it('looks again where it is installed when no token is made for what it knew', async () => {
    const installations = { 'team/config': 7 };
    const app = imagineApp(installations, () => true);
    await using server = await script((asked, response) => {
      app(asked, response);
      installations['team/config'] = 9;
    }, app);
    assert.equal(await server.connect({ identity }).permission('team/config', 'ann'), 'write');
    assert.match(server.asked.at(-1)?.headers.authorization ?? '', /ghs_9_1/);
  });

  it('gives Git no token where it is not installed, and does not ask for a while, because the repository may be public', async () => {
    const installations: Record<string, number> = {};
    await using server = await script(imagineApp(installations, () => true));
    const clock = createManualClock(Date.now());
    const tokensOf = createRepoTokens({
      identity,
      apiUrl: server.apiUrl,
      userAgent: 'raworc/test',
      log: quiet,
      clock,
      pacing: 'none',
    });
    assert.equal(await tokensOf.tokenFor('team/public'), undefined);
    assert.equal(await tokensOf.tokenFor('team/public'), undefined);
    assert.equal(server.asked.length, 1);
    installations['team/public'] = 7;
    await clock.advance(5 * 60_000);
    assert.equal(await tokensOf.tokenFor('team/public'), 'ghs_7_1');
  });

  it('never shows its key or a token, whatever goes wrong', async () => {
    await using server = await script(
      imagineApp({ 'team/config': 7 }, () => true),
      imagineApp({ 'team/config': 7 }, () => true),
      answer(422, { message: `bad ${privateKey}` }),
    );
    const error: unknown = await server
      .connect({ identity })
      .createComment('team/config', 7, 'x')
      .catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Error);
    assert.doesNotMatch(`${error.message} ${server.logged.join(' ')}`, /PRIVATE KEY|ghs_/);
  });
});
