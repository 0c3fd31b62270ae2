// Wrong arguments of `secret`, `auth` and `audit`: each gets one line that says what is wrong, a hint, and an exit code that
// scripts can tell apart; and what `audit list` is asked for is what it shows.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { createClient } from '../../../cli/client/client.ts';
import { usageLines } from '../../../cli/output/usage-errors.ts';
import { createLog } from '../../../cli/serve/log.ts';
import { startRuntime, type Runtime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';

const main = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;

describe('what the parser of arguments says', () => {
  for (const [said, message, hint] of [
    [
      "error: missing required argument 'id'\n",
      "Missing required argument 'id'.",
      'raworc x --help shows what it takes.',
    ],
    [
      "error: unknown command 'bogus'\n(Did you mean logout?)\n",
      "Unknown command 'bogus'.",
      'Did you mean logout? raworc x --help shows what it takes.',
    ],
    ['error: It is so.', 'It is so.', 'raworc x --help shows what it takes.'],
  ] as const)
    it(`becomes ${JSON.stringify(message)}`, () =>
      assert.deepEqual(usageLines(said, 'raworc x'), { message, hint }));
});

describe('arguments', { concurrency: 3 }, () => {
  const home = mkdtempSync(join(tmpdir(), 'raworc-arguments-'));
  let runtime: Runtime;
  before(async () => {
    const given = { RAWORC_HOME: home, RAWORC_PORT: '0', RAWORC_POLL: 'never', RAWORC_LOG_LEVEL: 'silent' };
    const openEngine = (owner: string) => createMemoryEngine({ owner, program: async () => 0 });
    runtime = await startRuntime(serveSettings(loadSettings(given, {})), {
      log: createLog('silent'),
      openEngine,
    });
    const client = createClient({ url: runtime.url, token: runtime.token });
    await client.post('spaces', { name: 'sales' });
    await client.post('accounts', { name: 'ann' });
  });
  after(async () => {
    await runtime[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  });

  async function raworc(args: readonly string[], input = '') {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, RAWORC_HOME: home, NO_COLOR: '1' },
    });
    child.stdin.end(input);
    const exit = Promise.withResolvers<number | null>();
    child.on('close', exit.resolve);
    const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), exit.promise]);
    return { out, err, status };
  }

  for (const [args, status, says, input] of [
    ['secret set -s sales', 2, /Missing required argument 'name'/],
    ['secret set KEY', 2, /Required option '-s, --space <space>' not specified/],
    ['secret set KEY -s sales', 2, /The value is empty/],
    ['secret set 1KEY -s sales', 2, /"1KEY" can’t be the name of a secret/, 'value'],
    ['secret set KEY -s nowhere', 5, /no space "nowhere"/, 'value'],
    ['secret list -s nowhere', 5, /no space "nowhere"/],
    ['secret delete NOPE -s sales', 5, /no secret "NOPE"/],
    ['secret seal 1KEY -s sales', 2, /can’t be the name of a secret/, 'value'],
    ['secret rotate-key --bogus', 2, /Unknown option '--bogus'/],
    ['auth bogus', 2, /Unknown command 'bogus'/],
    ['auth token create --scope Session', 2, /"Session" is no scope/],
    ['auth token create --scope Session:fly', 2, /"Session:fly" is no scope/],
    ['auth token create --expires 0s', 2, /It has to lie ahead/],
    ['auth token create --expires soon', 2, /Write it as 90s/],
    ['auth token create --for Sales', 2, /has to be lower-case letters/],
    ['auth token create --account a/b', 2, /can’t be the name of an account/],
    ['auth token revoke', 2, /Missing required argument 'id'/],
    ['auth token revoke tok_nope', 5, /no token tok_nope/],
    ['auth account create ann', 6, /ann is there already/],
    ['auth account create bob --github not/one', 2, /"github_login" of the body has to be a login of GitHub/],
    ['auth account delete admin', 6, /can’t be disabled, deleted/],
    ['auth account disable nobody', 5, /no account nobody/],
    ['auth can-i fly Session', 2, /one of: get, list, create/],
    ['auth use nobody', 2, /no server called "nobody"/],
    ['audit list --source nowhere', 2, /Allowed choices are api, git, github, runtime/],
    ['audit list --limit 0', 2, /whole number from 1 on/],
    ['audit list --since yesterday', 2, /Write it as 90s/],
    ['audit verify extra', 2, /Too many arguments/],
  ] as const)
    it(`${args} ends with ${status} and says why`, async () => {
      const answer = await raworc(args.split(' '), input);
      assert.equal(answer.status, status, answer.err);
      assert.equal(answer.out, '', 'only results go to standard output');
      const [line = '', hint = '', ...more] = answer.err.trimEnd().split('\n');
      assert.match(line, /^raworc: [A-Z_]+: .+\.$/);
      assert.match(line, says);
      assert.match(hint, /^hint: .+/);
      assert.deepEqual(more, []);
    });

  it('of the audit say where an act came from, and every page is read', async () => {
    const rows = async (...args: readonly string[]) => {
      const { out, err, status } = await raworc(['audit', 'list', '-o', 'json', ...args]);
      assert.equal(status, 0, err);
      return JSON.parse(out) as readonly {
        readonly via: string;
        readonly verb: string;
        readonly kind: string;
      }[];
    };
    const vias = async (source: string) => [
      ...new Set((await rows('--source', source)).map(({ via }) => via)),
    ];
    assert.deepEqual(
      [await vias('api'), await vias('git'), await vias('runtime')],
      [['api'], ['git'], ['runtime']],
    );
    assert.deepEqual(await vias('github'), []);
    const [declared] = await rows('--source', 'git');
    assert.deepEqual([declared?.verb, declared?.kind], ['create', 'Space']);
    const client = createClient({ url: runtime.url, token: runtime.token });
    for (let at = 0; at < 510; at += 50)
      await Promise.all(
        Array.from({ length: 50 }, () => client.request('POST', 'gc', { body: { dry_run: true } })),
      );
    assert.equal((await rows('--limit', '505', '--source', 'api')).length, 505);
    assert.equal((await rows('--limit', '3')).length, 3);
  });
});
