// No secret's value in anything that somebody may read: values are given in every way there is, agents and builds do their worst
// with them, and then everything that the runtime wrote, made or said is searched.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { createClient, type Client } from '../../../cli/client/client.ts';
import { waitForState } from '../../../cli/client/wait.ts';
import { cleanEngine } from '../../../scripts/demo/clean-engine.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import { ensureBase } from '../../support/base/ensure-base.ts';
import { createTestGitHub } from '../../support/github/github.ts';
import { createDatabase, ensureDatabase } from '../../support/machine/database.ts';
import { ensureEngine } from '../../support/machine/engine.ts';
import { freePort } from '../../support/machine/free-port.ts';

const run = promisify(execFile);
const entry = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;
const bin = new URL('../../../node_modules/.bin', import.meta.url).pathname;
const config = 'team/config';
const LARGE = { maxBuffer: 2 ** 31, encoding: 'buffer' } as const;

const canaries = {
  'set by the API': 'canary-api-8d1f0b7e55c2',
  'set by the command line': 'canary-cli-1b9c44e07a3d',
  'sealed in Git': 'canary-git-77e0aa95d21c',
  'of the routing model': 'canary-model-e4b7c1d93f60',
  'that signs webhooks': 'canary-webhook-6f2ad8830b1e',
};

const AGENT = `
import base64, os, sys, urllib.parse

def process_message(message, context):
    for name in ("API_KEY", "CLI_KEY", "GIT_KEY"):
        value = os.environ[name]
        for shown in (value, repr(value), base64.b64encode(("user:" + value).encode()).decode(), urllib.parse.quote(value)):
            print("printed", shown, flush=True)
            print("printed", shown, file=sys.stderr, flush=True)
        print("x" * (32 * 1024 - 20 - len("API_KEY")) + value + "y" * 40000, flush=True)
    if message == "raise":
        raise ValueError("wrong key: " + os.environ["API_KEY"])
    return "ok"
`;

/** Of a value, what is searched for. */
function tracesOf(value: string): readonly Buffer[] {
  const bytes = Buffer.from(value);
  const shifted = [0, 1, 2].map((at) =>
    Buffer.concat([Buffer.alloc(at), bytes])
      .toString('base64')
      .slice(at + 1, -4),
  );
  return [value, value.slice(0, -3), bytes.toString('hex'), ...shifted].map((trace) => Buffer.from(trace));
}

/** Whether it is there, in the open or in what was zipped. */
function holds(content: Buffer, value: string): boolean {
  const plain = content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content;
  return tracesOf(value).some((trace) => plain.includes(trace));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** All values of some rows, as they are stored. */
function bytesOf([rows]: readonly [unknown, unknown]): Buffer {
  const values = (rows as readonly (readonly unknown[])[]).flat();
  return Buffer.concat(
    values.map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(`${String(value)}\n`))),
  );
}

const docker = async (...words: readonly string[]): Promise<Buffer> =>
  (await run('docker', [...words], LARGE)).stdout;
const listed = async (...words: readonly string[]): Promise<readonly string[]> =>
  (await docker(...words))
    .toString()
    .split('\n')
    .filter((line) => line !== '');

for (const database of ['SQLite', 'MySQL or MariaDB'] as const) {
  describe(`no secret's value is anywhere, with ${database}`, () => {
    const undo = new AsyncDisposableStack();
    after(() => undo.disposeAsync());

    it('but where its agent was given it', async () => {
      await ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) });
      await ensureBase();
      const github = undo.use(await createTestGitHub());
      const folder = mkdtempSync(join(tmpdir(), 'raworc-canary-'));
      undo.defer(() => rmSync(folder, { recursive: true, force: true }));
      const home = join(folder, 'home');
      let databaseUrl = `sqlite:${join(home, 'raworc.db')}`;
      if (database !== 'SQLite') {
        const server = await ensureDatabase();
        undo.defer(() => server.stop());
        const scratch = await createDatabase(server.url);
        undo.defer(() => scratch.stop());
        databaseUrl = scratch.url;
      }
      undo.defer(() => cleanEngine(databaseUrl));
      await github.createRepository(config, { 'README.md': 'Nothing yet.\n' });
      const masterKey = Buffer.from(`canary-master-${'k'.repeat(18)}`).toString('base64');
      const githubToken = github.token('raworc');
      github.setPermission(config, 'raworc', 'admin');
      github.setPermission(config, 'bob', 'write');
      const port = String(await freePort());

      const logPath = join(folder, 'server.log');
      const log = openSync(logPath, 'a');
      const child = spawn(process.execPath, [entry, 'serve'], {
        stdio: ['ignore', log, log],
        env: {
          PATH: process.env['PATH'],
          HOME: folder,
          RAWORC_HOME: home,
          RAWORC_PORT: port,
          RAWORC_POLL: 'never',
          RAWORC_LOG_LEVEL: 'trace',
          RAWORC_DATABASE_URL: databaseUrl,
          RAWORC_CONFIG_REPO: `${github.url}/${config}`,
          RAWORC_CONFIG_REF: 'main',
          RAWORC_GITHUB_API_URL: github.apiUrl,
          RAWORC_GITHUB_TOKEN: githubToken,
          RAWORC_WEBHOOK_SECRET: canaries['that signs webhooks'],
          RAWORC_PUBLIC_URL: `http://127.0.0.1:${port}`,
          RAWORC_MASTER_KEY: masterKey,
        },
      });
      undo.defer(async () => {
        if (child.exitCode !== null) return;
        child.kill('SIGTERM');
        await once(child, 'exit');
      });
      for (let tries = 0; !existsSync(join(home, 'server.json')); tries += 1) {
        assert.ok(child.exitCode === null && tries < 600, readFileSync(logPath, 'utf8').slice(-2000));
        await delay(50);
      }
      const adminToken = readFileSync(join(home, 'admin-token'), 'utf8').trim();
      const url = `http://127.0.0.1:${port}`;
      const client: Client = createClient({ url, token: adminToken });
      const cli = async (line: string): Promise<Buffer> => {
        const env = { PATH: `${bin}${delimiter}${process.env['PATH']}`, RAWORC_HOME: home };
        return (await run('/bin/sh', ['-c', line], { ...LARGE, env })).stdout;
      };

      // Given in every way there is.
      const bob = github.as('bob');
      const yaml = (kind: string, metadata: string, spec: string) =>
        `apiVersion: raworc.dev/v1\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;
      const model =
        '{ routing: { model: { provider: openai, model: m, baseUrl: "http://127.0.0.1:9/v1", apiKeySecret: MODEL_KEY, timeout: 2s } } }';
      await bob.push(config, { 'spaces/team/space.yaml': yaml('Space', '{ name: team }', model) });
      await client.post('sync', { wait: 120 });
      await client.post('webhooks/install', {});
      await client.request('PUT', 'spaces/team/secrets/API_KEY', {
        body: { value: canaries['set by the API'] },
      });
      await client.request('PUT', 'spaces/team/secrets/MODEL_KEY', {
        body: { value: canaries['of the routing model'] },
      });
      await cli(`printf %s ${canaries['set by the command line']} | raworc secret set CLI_KEY -s team`);
      const sealed = await cli(`printf %s ${canaries['sealed in Git']} | raworc secret seal GIT_KEY -s team`);
      const { token: annsToken } = await client.post<{ token: string }>('tokens', { account: 'ann' });
      const manifest = {
        runtime: 'python3',
        handler: 'main.process_message',
        build_command:
          'env; cat /proc/*/environ 2>/dev/null | tr "\\\\0" "\\\\n"; ls -laR /run /session 2>/dev/null; true',
      };
      const agent = (name: string) => ({
        [`spaces/team/${name}.yaml`]: yaml(
          'Agent',
          `{ name: ${name}, space: team }`,
          `{ source: { path: agents/${name} }, secrets: [API_KEY, CLI_KEY, GIT_KEY] }`,
        ),
        [`agents/${name}/raworc.json`]: JSON.stringify(manifest),
        [`agents/${name}/main.py`]: AGENT,
      });
      await bob.push(config, {
        'spaces/team/git-key.yaml': sealed.toString(),
        ...agent('one'),
        ...agent('two'),
      });
      const { result } = await client.post<{ result: string }>('sync', { wait: 240 });
      assert.equal(result, 'converged', readFileSync(logPath, 'utf8').slice(-3000));

      // Agents do their worst.
      const { id } = await client.post<{ id: string }>('sessions', { space: 'team' });
      await waitForState(client, id, 'idle', 120);
      const say = (content: string, more: object = {}) =>
        client.post<TurnWithReplyView>(`sessions/${id}/messages`, { content, ...more }, { wait: 120 });
      // A model is asked for the route, whose address leads nowhere.
      await say('which of you knows?');
      assert.equal((await say('hello', { agent: 'two' })).items.at(-1)?.content, 'ok');
      await say('raise', { agent: 'one' });
      const wrong = await fetch(`${url}/api/v0/spaces/team/secrets/API_KEY`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ valeu: canaries['set by the API'], value: [canaries['set by the API']] }),
      });
      const strange = await fetch(`${url}/api/v0/spaces`, {
        headers: { authorization: `Bearer ${annsToken}x` },
      });
      await bob.push(
        config,
        { 'spaces/team/space.yaml': yaml('Space', '{ name: team }', '{ description: Other }') },
        { branch: 'change' },
      );
      const pull = await bob.openPull(config, { branch: 'change' });
      for (
        let tries = 0;
        !github.repo(config).comments.some(({ issue }) => issue === pull.number);
        tries += 1
      ) {
        assert.ok(tries < 600, 'a plan was commented');
        await delay(50);
      }
      await github.quiet();

      // Everything that was written, made or said.
      const places = new Map<string, Buffer>();
      const see = (place: string, content: Buffer | string | object): void =>
        void places.set(
          place,
          Buffer.isBuffer(content)
            ? content
            : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
        );
      see('an answer to a wrong secret', await wrong.text());
      assert.equal(wrong.status, 400);
      see('an answer to a wrong token', await strange.text());
      for (const what of ['', '/messages', '/turns', '/events', '/logs', '/tree'])
        see(`sessions${what}`, await client.get<object>(`sessions/${id}${what}`));
      const stream = await fetch(`${url}/api/v0/sessions/${id}/events`, {
        headers: { authorization: `Bearer ${adminToken}`, accept: 'text/event-stream' },
      });
      const reader = stream.body?.getReader();
      see('the event stream', Buffer.from((await reader?.read())?.value ?? []));
      await reader?.cancel();
      assert.match(places.get('sessions/logs')?.toString() ?? '', /printed \[redacted\]/);
      assert.match(places.get('sessions/turns')?.toString() ?? '', /wrong key: \[redacted\]/);
      for (const what of [
        'spaces',
        'spaces/team',
        'spaces/team/secrets',
        'spaces/team/agents',
        'status',
        'audit',
        'revisions',
        'tokens',
        'accounts',
        'openapi.json',
      ])
        see(what, await client.get<object>(what));
      const { items: builds } = await client.get<{ items: readonly { id: string }[] }>('spaces/team/builds');
      assert.ok(builds.length >= 3);
      for (const build of builds)
        see(`the log of build ${build.id}`, await cli(`raworc api spaces/team/builds/${build.id}/logs`));
      see('audit export', await cli('raworc audit export'));
      for (const line of [
        'get spaces',
        'get agents -s team',
        'secret list -s team',
        'describe space team',
        'session list',
        'status',
        `session logs ${id}`,
        `session events ${id}`,
        'auth token list',
      ])
        see(`raworc ${line}`, await cli(`raworc ${line} -o json 2>&1 || true`));
      see('the exported session', await cli(`raworc session export ${id} -f -`));
      see('GitHub', [github.repo(config).comments, github.repo(config).checks, github.repo(config).statuses]);
      const cmdlines = await run(
        '/bin/sh',
        ['-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "'],
        LARGE,
      );
      const { installation } = await client.get<{ installation: string }>('sealing-key');
      const mine = `label=dev.raworc.owner=${installation}`;
      const containers = await listed('ps', '-aq', '--filter', mine);
      const images = await listed('images', '-q', '--filter', mine);
      const volumes = await listed('volume', 'ls', '-q', '--filter', mine);
      assert.ok(
        containers.length > 0 && images.length > 0 && volumes.length > 0,
        'the engine has something of ours',
      );
      see('inspect', await docker('inspect', ...containers, ...images, ...volumes));
      // Its environment is what `inspect` shows; inside, where it can't be read, not even that.
      const inside = 'cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null; true';
      for (const user of ['0', '65534'])
        see(
          `processes, as user ${user}`,
          await docker('exec', '-u', user, containers[0] ?? '', 'sh', '-c', inside),
        );
      for (const image of new Set(images)) {
        see(`image ${image}`, await docker('save', image));
        see(`history ${image}`, await docker('history', '--no-trunc', image));
      }
      if (database !== 'SQLite') {
        const { createConnection } = await import('mysql2/promise');
        const connection = await createConnection({ uri: databaseUrl });
        const [tables] = await connection.query('SHOW TABLES');
        for (const table of (tables as readonly object[]).map((row) => String(Object.values(row)[0])))
          see(
            `table ${table}`,
            bytesOf(await connection.query({ sql: `SELECT * FROM \`${table}\``, rowsAsArray: true })),
          );
        await connection.end();
      }
      child.kill('SIGTERM');
      await once(child, 'exit');
      see('the server’s log', readFileSync(logPath));
      assert.match(places.get('the server’s log')?.toString() ?? '', /"level":"(debug|trace|info)"/);

      const values = {
        ...canaries,
        'master key': masterKey,
        'GitHub token': githubToken,
        'admin’s token': adminToken,
        'Ann’s token': annsToken,
      };
      const found: string[] = [];
      for (const [name, value] of Object.entries(values)) {
        for (const [place, content] of places) if (holds(content, value)) found.push(`${name} in ${place}`);
        for (const file of filesBelow(home))
          if (!(file.endsWith('admin-token') && value === adminToken) && holds(readFileSync(file), value))
            found.push(`${name} in ${file.slice(folder.length)}`);
        if (holds(cmdlines.stdout, value) && value !== canaries['set by the command line'])
          found.push(`${name} in the arguments of a process`);
      }
      assert.deepEqual(found, []);

      // The search finds what is there: in a container's configuration, in what was zipped, and encoded.
      const leak = (
        await docker('create', '-e', `LEAK=${canaries['sealed in Git']}`, images[0] ?? '', 'true')
      )
        .toString()
        .trim();
      undo.defer(async () => void (await docker('rm', leak)));
      assert.ok(holds(await docker('inspect', leak), canaries['sealed in Git']));
      const encoded = Buffer.from(`user:${canaries['sealed in Git']}`).toString('base64');
      assert.ok(holds(Buffer.from(`authorization: Basic ${encoded}`), canaries['sealed in Git']));
    });
  });
}
