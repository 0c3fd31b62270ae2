// The plan of a pull request, on a real repository: what would come of the merge, without making it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import type { Loader, ReviewAsked } from '../../../reconciler/loop/loader.ts';
import { createLocalLoader } from '../../../reconciler/loop/loading/local-loader.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import {
  createRepository,
  type FixtureFiles,
  type FixtureRepository,
} from '../../support/git-server/fixture-repository.ts';
import { agent, agentFile, space } from '../../scenarios/reconciler/declared.ts';
import { binding, role, secret } from '../../schemas/load/documents.ts';

let dir: string;
let repository: FixtureRepository;
let loader: Loader;
let base: CommitId;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'raworc-review-'));
  repository = await createRepository(join(dir, 'config'));
  loader = createLocalLoader({
    repositories: createGitRepositories({ cacheDir: join(dir, 'cache'), credentials: () => undefined }),
  });
  base = await repository.commit({
    ...space('sales'),
    ...agent('sales', 'bot'),
    ...agent('sales', 'clerk'),
    ...space('ops'),
    'roles.yaml': role('reader'),
    'secret.yaml': secret('TOKEN', 'sales'),
  });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** On a branch that parts from main where it was at the beginning. */
async function pull(files: FixtureFiles): Promise<CommitId> {
  await repository.branch('change', base);
  return repository.commit(files, 'Change', { branch: 'change' });
}

const review = (head: string, more: Partial<ReviewAsked> = {}) =>
  loader.review({
    config: { location: repository.dir, path: '.' },
    base: 'main',
    head,
    mergeBase: base,
    pinned: false,
    ...more,
  });
const errors = ({ problems }: Awaited<ReturnType<typeof review>>) =>
  problems.filter(({ severity }) => severity === 'error');
const names = ({ changes }: Awaited<ReturnType<typeof review>>) =>
  changes.map(({ kind, name, before, after }) => {
    const fate = before === null ? '+' : after === null ? '-' : '~';
    return `${fate} ${kind}/${name}`;
  });

describe('the plan of a pull request', () => {
  it('names what it creates, changes and removes, at its lines', async () => {
    const head = await pull({
      ...space('sales', 'description: New'),
      ...agent('sales', 'bot', 'two'),
      [agentFile('sales', 'clerk')]: null,
      ...space('extra'),
      'spaces/ops': null,
    });
    const plan = await review(head);
    assert.deepEqual(names(plan), [
      '+ Space/extra',
      '- Space/ops',
      '~ Space/sales',
      '~ Agent/bot',
      '- Agent/clerk',
    ]);
    assert.deepEqual(errors(plan), []);
    const [extra, ops] = plan.changes;
    assert.deepEqual(extra?.after?.position, { file: 'spaces/extra/space.yaml', line: 1, column: 1 });
    assert.equal(ops?.before?.position.file, 'spaces/ops/space.yaml');
    const sales = plan.spaces.find(({ name }) => name === 'sales');
    assert.deepEqual(
      { ...sales, reviewHash: '' },
      {
        name: 'sales',
        reviewHash: '',
        created: 0,
        updated: 2,
        removed: 1,
        builds: ['bot'],
        pins: {},
      },
    );
  });

  it('shows what roles, bindings and secrets become, and never what is sealed', async () => {
    const head = await pull({
      'roles.yaml': role('reader', '[get, delete]'),
      'bindings.yaml': binding('readers', { role: 'reader', space: 'sales' }),
      'secret.yaml': secret('TOKEN', 'sales').replace('YWdl', 'c2VhbGVkIGFuZXc='),
    });
    const plan = await review(head);
    assert.deepEqual(names(plan), ['~ Role/reader', '+ RoleBinding/readers', '~ Secret/TOKEN']);
    assert.doesNotMatch(JSON.stringify(plan), /YWdl|c2VhbGVk/);
  });

  it('is of both sides together, where the base branch went on', async () => {
    await repository.commit({ ...space('sales', 'description: Ours'), ...space('meanwhile') });
    const head = await pull(agent('sales', 'bot', 'two'));
    const plan = await review(head);
    assert.deepEqual(names(plan), ['~ Agent/bot']);
    assert.deepEqual(plan.conflicts, []);
  });

  it('brings together the lines of a file that both sides changed', async () => {
    const lines = (description: string, prune: string) =>
      space('sales', `description: ${description}\nrouting:\n  default: bot\nprune: ${prune}`);
    base = await repository.commit(lines('Old', 'confirm'));
    await repository.commit(lines('Ours', 'confirm'));
    const head = await pull(lines('Old', 'never'));
    const plan = await review(head);
    assert.deepEqual(plan.conflicts, []);
    assert.deepEqual(errors(plan), []);
    const [change] = plan.changes;
    assert.equal(change?.after?.spec['description'], 'Ours');
    assert.equal(change.after.spec['prune'], 'never');
  });

  it('says which files don’t go together, and plans the rest', async () => {
    await repository.commit(space('sales', 'description: Ours'));
    const head = await pull({ ...space('sales', 'description: Theirs'), ...space('extra') });
    const plan = await review(head);
    assert.deepEqual(plan.conflicts, ['spaces/sales/space.yaml']);
    assert.deepEqual(names(plan), ['+ Space/extra']);
  });

  it('finds a misspelt field, and takes nothing of a broken file for removed', async () => {
    const head = await pull({
      ...space('sales', 'descripton: Typo'),
      'spaces/ops/space.yaml': 'apiVersion: raworc.dev/v1\nkind: [\n',
    });
    const plan = await review(head);
    const typo = plan.problems.find(({ suggestion }) => suggestion === 'description');
    assert.deepEqual([typo?.file, typo?.line, typo?.column], ['spaces/sales/space.yaml', 5, 3]);
    assert.deepEqual(names(plan), []);
  });

  it('is the same every time, and another one for another change', async () => {
    const head = await pull(agent('sales', 'bot', 'two'));
    assert.deepEqual(await review(head), await review(head));
    const other = await repository.commit(agent('sales', 'bot', 'three'), 'Again', { branch: 'change' });
    assert.notEqual((await review(other)).planHash, (await review(head)).planHash);
  });

  it('does not care what is known of what runs', async () => {
    const head = await pull(agent('sales', 'bot', 'two'));
    const before = await review(head);
    await loader.read({ location: repository.dir, path: '.' }, { open: { sales: 3 }, pinned: {} });
    assert.deepEqual(await review(head), before);
  });

  it('works where the configuration begins with it', async () => {
    const head = await pull({ 'config/space.yaml': space('first')['spaces/first/space.yaml'] ?? null });
    const plan = await review(head, { config: { location: repository.dir, path: 'config' } });
    assert.deepEqual(names(plan), ['+ Space/first']);
  });

  it('is refused where there is no such branch, or no such commit', async () => {
    const head = await pull(space('extra'));
    await assert.rejects(review(head, { base: 'gone' }), { code: 'REF_NOT_FOUND' });
    await assert.rejects(review('f'.repeat(40)), { disposition: 'stop' });
  });

  it('ends when nobody waits for it', async () => {
    const head = await pull(space('extra'));
    const signal = AbortSignal.abort(new Error('Nobody waits'));
    const asked = { config: { location: repository.dir, path: '.' }, base: 'main', head, pinned: false };
    await assert.rejects(loader.review(asked, { signal }), /Nobody waits/);
  });
});

const tested = (message: string, agent: string, more = '') =>
  space('sales', `routing:\n  default: bot\n  tests:\n    - { message: ${message}, agent: ${agent} }${more}`);
const ofTests = ({ problems }: { readonly problems: Awaited<ReturnType<typeof review>>['problems'] }) =>
  problems.flatMap(({ code, severity, file, line, column }) =>
    code.endsWith('-routing-test') ? [`${severity} ${code} ${file}:${line}:${column}`] : [],
  );

describe('routing tests of a pull request', () => {
  it('warn where a message would go elsewhere, at the test, and stop nothing', async () => {
    const head = await pull(tested('hello', 'clerk'));
    const plan = await review(head);
    assert.deepEqual(ofTests(plan), ['warning failing-routing-test spaces/sales/space.yaml:8:9']);
    assert.deepEqual(names(plan), ['~ Space/sales']);
    assert.deepEqual(errors(plan), []);
    assert.deepEqual(ofTests(await review(await pull(tested('hello', 'bot')))), []);
  });

  it('see what an agent of the change says of itself, so that whoever changes that is told', async () => {
    base = await repository.commit({
      ...tested('about quotas', 'clerk'),
      'agents/sales-clerk/raworc.json': JSON.stringify({ runtime: 'python3', description: 'Quotas' }),
    });
    assert.deepEqual(ofTests(await review(await pull(agent('sales', 'bot', 'two')))), []);
    const head = await pull({
      'agents/sales-clerk/raworc.json': JSON.stringify({ runtime: 'python3', description: 'Holidays' }),
    });
    assert.deepEqual(ofTests(await review(head)), [
      'warning failing-routing-test spaces/sales/space.yaml:8:9',
    ]);
  });

  it('of spaces that the change leaves alone are not its business', async () => {
    base = await repository.commit(tested('hello', 'clerk'));
    assert.deepEqual(ofTests(await review(await pull(space('ops', 'description: New')))), []);
  });

  it('are judged with what agents elsewhere say, also where the change does not touch them', async () => {
    const source = await createRepository(join(dir, 'agent'));
    await source.commit({ 'raworc.json': JSON.stringify({ runtime: 'python3', description: 'Quotas' }) });
    base = await repository.commit({
      [agentFile('sales', 'clerk')]:
        `apiVersion: raworc.dev/v1\nkind: Agent\nmetadata: { name: clerk, space: sales }\nspec:\n  source: { repo: ${source.dir}, ref: main }\n`,
    });
    const plan = await review(
      await pull(tested('about quotas', 'clerk', '\n    - { message: x, agent: clerk }')),
    );
    assert.deepEqual(ofTests(plan), ['warning failing-routing-test spaces/sales/space.yaml:9:9']);
    assert.deepEqual(names(plan), ['~ Space/sales'], 'that it was looked at is no change of it');
  });

  it('are shown by a plan of the head as well', async () => {
    await repository.commit(tested('hello', 'clerk'));
    const config = { location: repository.dir, path: '.' };
    const plan = await loader.plan(config, { open: {}, pinned: {} }, undefined);
    assert.deepEqual(ofTests(plan), ['warning failing-routing-test spaces/sales/space.yaml:8:9']);
    const read = await loader.read(config, { open: {}, pinned: {} });
    assert.deepEqual(ofTests(read), [], 'what is carried out waits for no test');
  });

  it('are shown by the plan of a working tree', async () => {
    const files = Object.entries({
      ...tested('hello', 'clerk'),
      ...agent('sales', 'bot'),
      ...agent('sales', 'clerk'),
    });
    const tree = files.flatMap(([path, content]) => (typeof content === 'string' ? [{ path, content }] : []));
    const plan = await loader.plan({ location: repository.dir, path: '.' }, { open: {}, pinned: {} }, tree);
    assert.deepEqual(ofTests(plan), ['warning failing-routing-test spaces/sales/space.yaml:8:9']);
  });
});

describe('a source in a repository of its own', () => {
  let source: FixtureRepository;
  beforeEach(async () => {
    source = await createRepository(join(dir, 'agent'));
    await source.commit({
      'raworc.json': JSON.stringify({ runtime: 'python3', handler: 'main.handle' }),
      'main.py': 'one',
    });
  });
  const at = (more: string) => ({
    [agentFile('sales', 'bot')]:
      `apiVersion: raworc.dev/v1\nkind: Agent\nmetadata: { name: bot, space: sales }\nspec:\n  source: { repo: ${source.dir}, ${more} }\n`,
  });

  it('is named by the commit that would be built', async () => {
    const commit = await source.commit({ 'main.py': 'two' });
    const head = await pull(at('ref: main'));
    const plan = await review(head);
    assert.equal(plan.changes[0]?.after?.source?.commit, commit);
    assert.deepEqual(plan.spaces[0]?.pins, { bot: commit });
    assert.deepEqual(plan.spaces[0]?.builds, ['bot']);
  });

  it('that the change does not touch is the same on both sides, wherever its ref is', async () => {
    base = await repository.commit(at('ref: main'));
    const head = await pull(space('extra'));
    assert.deepEqual(names(await review(head)), ['+ Space/extra']);
  });

  it('that can’t be read is a problem where it is declared', async () => {
    const head = await pull(at('ref: nowhere'));
    const plan = await review(head);
    const [problem] = errors(plan);
    assert.equal(problem?.code, 'unusable-source');
    assert.equal(problem.file, agentFile('sales', 'bot'));
  });
});
