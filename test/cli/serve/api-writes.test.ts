// Declaring through the API: every write is a commit that people can read, and the server follows it at once.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type Client } from '../../../cli/client/client.ts';
import { createLog } from '../../../cli/serve/log.ts';
import { startRuntime, type Runtime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { createRepository, openFixture } from '../../support/git-server/fixture-repository.ts';

interface Answer {
  readonly result: string;
  readonly commit: string;
  readonly files: readonly { readonly path: string; readonly content: string | null }[];
}

/** Fails when it does not come true within a minute. */
async function until(look: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await look())) {
    assert.ok(Date.now() < end, 'it never came true');
    await delay(20);
  }
}

describe('a write through the API', () => {
  const home = mkdtempSync(join(tmpdir(), 'raworc-writes-'));
  const { git } = openFixture(join(home, 'config.git'));
  let runtime: Runtime;
  let client: Client;
  before(async () => {
    const settings = serveSettings(
      loadSettings(
        { RAWORC_HOME: home, RAWORC_PORT: '0', RAWORC_POLL: 'never', RAWORC_LOG_LEVEL: 'silent' },
        {},
      ),
    );
    const program = async () => 0;
    const openEngine = (owner: string) => createMemoryEngine({ owner, program });
    runtime = await startRuntime(settings, { log: createLog('silent'), openEngine });
    client = createClient({ url: runtime.url, token: runtime.token });
  });
  after(async () => {
    await runtime[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  });

  const put = (path: string, body: unknown) => client.request<Answer>('PUT', path, { body });
  const space = async (name: string) =>
    client.get<{ spec: { description: string }; agents: { name: string }[] }>(`spaces/${name}`);

  it('is a commit by who asked, and what it declares is there when it is answered', async () => {
    const answer = await client.post<Answer>('spaces', { name: 'my-team', spec: { description: 'Ours' } });
    assert.equal(answer.result, 'committed');
    assert.equal(await git('rev-parse', 'main'), answer.commit);
    assert.equal(await git('log', '-1', '--format=%an|%cn|%s'), 'admin|Raworc|Declare the space my-team');
    assert.equal((await space('my-team')).spec.description, 'Ours');
  });

  it('takes an agent of a space that was written a moment ago, because it is judged by Git’s newest', async () => {
    await client.post('spaces', { name: 'fresh' });
    const answer = await client.post<Answer>('spaces/fresh/agents', {
      name: 'sales-agent',
      source_repo: 'github.com/company/sales-agent',
    });
    assert.equal(answer.files[0]?.path, 'spaces/fresh/agents/sales-agent.yaml');
    assert.match(answer.files[0].content ?? '', /repo: github\.com\/company\/sales-agent/);
    assert.deepEqual(
      (await space('fresh')).agents.map(({ name }) => name),
      ['sales-agent'],
    );
  });

  it('leaves comments where people put them', async () => {
    const path = 'spaces/noted/space.yaml';
    const text = (description: string) =>
      `# Ask Ann before you change this.\napiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: noted }\nspec:\n  description: ${description} # said so in May\n`;
    const clone = await createRepository(join(home, 'clone'), { bare: false });
    await clone.git('pull', '-q', join(home, 'config.git'), 'main');
    await clone.commit({ [path]: text('Old') });
    await clone.git('push', '-q', join(home, 'config.git'), 'main');
    await put('spaces/noted', { spec: { description: 'New' } });
    assert.equal(await git('show', `main:${path}`), text('New').trimEnd());
  });

  it('of what is there already makes no commit', async () => {
    const before = await git('rev-parse', 'main');
    const answer = await put('spaces/my-team', { spec: { description: 'Ours' } });
    assert.equal(answer.result, 'unchanged');
    assert.equal(await git('rev-parse', 'main'), before);
  });

  it('can be tried without being made', async () => {
    const before = await git('rev-parse', 'main');
    const answer = await client.post<Answer>('spaces?dry_run=true', { name: 'maybe' });
    assert.equal(answer.result, 'planned');
    assert.match(answer.files[0]?.content ?? '', /name: maybe/);
    assert.equal(await git('rev-parse', 'main'), before);
  });

  it('is made once for each Idempotency-Key, however often it is asked for', async () => {
    const headers = { 'idempotency-key': 'one' };
    const ask = () => client.request<Answer>('POST', 'spaces', { body: { name: 'once' }, headers });
    const first = await ask();
    assert.deepEqual(await ask(), first);
    assert.match(await git('log', '-1', '--format=%(trailers)', first.commit), /Idempotency-Key: one/);
    await assert.rejects(client.request('POST', 'spaces', { body: { name: 'other' }, headers }), {
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('made at once by many all come through, one after the other', async () => {
    const names = Array.from({ length: 8 }, (_, at) => `crowd-${at}`);
    await Promise.all(names.map((name) => client.post('spaces', { name })));
    const { items } = await client.get<{ items: { name: string }[] }>('spaces');
    assert.deepEqual(
      items.map(({ name }) => name).filter((name) => name.startsWith('crowd-')),
      names,
    );
  });

  it('removes an agent, and a space with all that is declared in it', async () => {
    await client.post('spaces', { name: 'gone' });
    for (const name of ['a', 'b']) {
      await client.post('spaces/gone/agents', { name, source_path: `agents/${name}` });
    }
    await client.request('DELETE', 'spaces/gone/agents/a', {});
    // What is not declared any more is taken down afterwards.
    await until(async () => {
      const names = (await space('gone')).agents.map(({ name }) => name);
      return names.join() === 'b';
    });
    await client.request('DELETE', 'spaces/gone', {});
    await until(async () => {
      const { items } = await client.get<{ items: { name: string }[] }>('spaces');
      return items.every(({ name }) => name !== 'gone');
    });
    assert.equal(await git('ls-tree', '-r', '--name-only', 'main', 'spaces/gone'), '');
  });

  it('that makes no sense is refused with what was expected, and nothing is written', async () => {
    const before = await git('rev-parse', 'main');
    const refused = (promise: Promise<unknown>, code: string) => assert.rejects(promise, { code });
    await refused(client.post('spaces', { name: 'my-team' }), 'RESOURCE_EXISTS');
    await refused(put('spaces/nowhere', { spec: {} }), 'RESOURCE_NOT_FOUND');
    await refused(
      client.post('spaces/nowhere/agents', { name: 'a', source_path: 'x' }),
      'DECLARATION_INVALID',
    );
    await refused(client.post('spaces', { name: 'Not A Name' }), 'DECLARATION_INVALID');
    await refused(client.post('spaces', { name: '../../etc' }), 'DECLARATION_INVALID');
    await refused(client.post('spaces', { name: 'x', spec: { descripton: 'y' } }), 'DECLARATION_INVALID');
    await refused(client.post('spaces', {}), 'BAD_REQUEST');
    assert.equal(await git('rev-parse', 'main'), before);
  });

  describe('that means a state which was looked at', () => {
    const ask = (method: string, path: string, tag?: string, body?: object) =>
      fetch(`${runtime.url}/api/v0/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${runtime.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(tag === undefined ? {} : { 'if-match': tag }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const tagOf = async (path: string): Promise<string> => (await ask('GET', path)).headers.get('etag') ?? '';
    const head = () => git('rev-parse', 'main');
    const describing = (description: string) => ({ spec: { description } });
    async function refused(answer: Response): Promise<void> {
      const { error } = (await answer.json()) as { error: { code: string; hint: string } };
      assert.deepEqual([answer.status, error.code], [412, 'PRECONDITION_FAILED']);
      assert.match(error.hint, /new ETag/);
    }
    let pushed = 0;
    /** By somebody else, whom the server does not hear. */
    async function push(files: Readonly<Record<string, string | null>>): Promise<void> {
      pushed += 1;
      const clone = await createRepository(join(home, `elsewhere-${pushed}`), { bare: false });
      await clone.git('pull', '-q', join(home, 'config.git'), 'main');
      await clone.commit(files);
      await clone.git('push', '-q', join(home, 'config.git'), 'main');
    }
    const document = (kind: string, name: string, spec: string, more = '') =>
      `apiVersion: raworc.dev/v1\nkind: ${kind}\nmetadata: { name: ${name}${more} }\nspec: ${spec}\n`;

    before(async () => {
      await client.post('spaces', { name: 'matched', spec: { description: 'One' } });
      await client.post('spaces/matched/agents', { name: 'a', source_path: 'agents/a' });
    });

    it('is made where that is still so, and once', async () => {
      const tag = await tagOf('spaces/matched');
      assert.equal((await ask('PUT', 'spaces/matched', tag, describing('Two'))).status, 200);
      const before = await head();
      await refused(await ask('PUT', 'spaces/matched', tag, describing('Three')));
      await refused(await ask('DELETE', 'spaces/matched', tag));
      assert.equal(await head(), before);
      assert.equal((await space('matched')).spec.description, 'Two');
    });

    it('is judged by Git’s newest and not by what the server knows, which it has learnt once it refused', async () => {
      const tag = await tagOf('spaces/matched');
      await push({ 'spaces/matched/space.yaml': document('Space', 'matched', '{ description: Pushed }') });
      assert.equal(await tagOf('spaces/matched'), tag, 'the server has not heard of it');
      const before = await head();
      await refused(await ask('PUT', 'spaces/matched', tag, describing('Mine')));
      assert.equal(await head(), before);
      const fresh = await tagOf('spaces/matched');
      assert.notEqual(fresh, tag);
      assert.equal((await ask('PUT', 'spaces/matched', `"other", ${fresh}`, describing('Mine'))).status, 200);
    });

    it('is one of a space or an agent by itself, so that who changes one is not stopped by the other', async () => {
      const [ofSpace, ofAgent] = [await tagOf('spaces/matched'), await tagOf('spaces/matched/agents/a')];
      const changed = { source_path: 'agents/a', purpose: 'Sells' };
      assert.equal((await ask('PUT', 'spaces/matched/agents/a', ofAgent, changed)).status, 200);
      assert.notEqual(await tagOf('spaces/matched'), ofSpace, 'what is shown is another');
      assert.equal((await ask('PUT', 'spaces/matched', ofSpace, describing('Still'))).status, 200);
      const before = await head();
      await refused(await ask('PUT', 'spaces/matched/agents/a', ofAgent, changed));
      await refused(await ask('DELETE', 'spaces/matched/agents/a', ofAgent));
      assert.equal(await head(), before);
    });

    it('is refused where a space would go with agents that nobody looked at, or is gone already', async () => {
      const tag = await tagOf('spaces/matched');
      await push({
        'spaces/matched/agents/b.yaml': document(
          'Agent',
          'b',
          '{ source: { path: agents/b } }',
          ', space: matched',
        ),
      });
      const before = await head();
      await refused(await ask('DELETE', 'spaces/matched', tag));
      assert.equal(await head(), before);
      const fresh = await tagOf('spaces/matched');
      assert.equal((await ask('DELETE', 'spaces/matched', fresh)).status, 200);
      await refused(await ask('PUT', 'spaces/matched', fresh, describing('Again')));
    });

    it('may be any, or unsaid, as ever', async () => {
      await client.post('spaces', { name: 'any' });
      assert.equal((await ask('PUT', 'spaces/any', '*', describing('One'))).status, 200);
      assert.equal((await ask('PUT', 'spaces/any', undefined, describing('Two'))).status, 200);
      await refused(await ask('PUT', 'spaces/any', '"of-something-else"', describing('Three')));
      await refused(await ask('PUT', 'spaces/any', 'no tag at all', describing('Three')));
      assert.equal(
        (await ask('PUT', 'spaces/any', `W/${await tagOf('spaces/any')}`, describing('Four'))).status,
        200,
      );
      const seen = await fetch(`${runtime.url}/api/v0/spaces/any`, {
        headers: { authorization: `Bearer ${runtime.token}`, 'if-none-match': await tagOf('spaces/any') },
      });
      assert.equal(seen.status, 304, 'and a tag tells as well that nothing is new');
    });
  });
});
