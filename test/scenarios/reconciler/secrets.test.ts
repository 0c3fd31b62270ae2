// Secrets that Git declares: opened where they belong, kept while nobody knows better, and refused where they were moved.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import { createLocalLoader } from '../../../reconciler/loop/loading/local-loader.ts';
import { createReviewGate } from '../../../reconciler/loop/review-gate.ts';
import { sealText } from '../../../state/secrets/sealed-text.ts';
import { agent, secret, secretFile, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await world.repository.commit({ ...space('sales'), ...agent('sales', 'bot'), ...space('ops') });
  await world.sync();
});
afterEach(() => world.end());

async function sealed(
  of: string,
  name: string,
  value: string,
  installation = 'installation',
): Promise<string> {
  return sealText(await world.sealingKeys.recipient(), { installation, space: of, name }, value);
}
const valueOf = async (of: string, name: string) => (await world.secrets.open(of, [name])).values[name];
const problems = async () => (await world.loop().status()).config.problems.map(({ problem }) => problem);
const commit = async (files: Parameters<World['repository']['commit']>[0]) => {
  // The newest revision is the one that was seen last.
  world.clock.advance(1_000);
  await world.repository.commit(files);
  await world.sync();
};

test('what is sealed in Git is what agents are given, until Git says otherwise', async () => {
  await commit(secret('sales', 'KEY', await sealed('sales', 'KEY', 'one')));
  assert.equal(await valueOf('sales', 'KEY'), 'one');
  await commit(secret('sales', 'KEY', await sealed('sales', 'KEY', 'two')));
  assert.equal(await valueOf('sales', 'KEY'), 'two');
  await commit({ [secretFile('sales', 'KEY')]: null });
  assert.equal(await valueOf('sales', 'KEY'), undefined);
  assert.deepEqual(world.toldOfSecrets, ['sales', 'sales', 'sales']);
});

test('what did not change is not opened again, wherever it stands', async () => {
  const file = secret('sales', 'KEY', await sealed('sales', 'KEY', 'one'));
  await commit(file);
  const before = await world.store.secrets.get('sales', 'KEY');
  await commit({ [secretFile('sales', 'KEY')]: null, 'moved.yaml': Object.values(file)[0] ?? '' });
  assert.deepEqual(await world.store.secrets.get('sales', 'KEY'), {
    ...before,
    declaredAt: 'moved.yaml:1:1',
  });
});

test('it is not set or deleted by hand, because the next commit would put it back', async () => {
  await world.secrets.set('sales', 'KEY', 'by hand', 'ann');
  await commit(secret('sales', 'KEY', await sealed('sales', 'KEY', 'by Git')));
  assert.equal(await valueOf('sales', 'KEY'), 'by Git', 'Git takes it over');
  const refused = {
    code: 'SECRET_DECLARED',
    message: /spaces\/sales\/secrets\/KEY.yaml:1:1/,
    hint: /secret seal/,
  };
  await assert.rejects(world.secrets.set('sales', 'KEY', 'x', 'ann'), refused);
  await assert.rejects(world.secrets.delete('sales', 'KEY'), refused);
});

test('one that does not open is a problem at its place; its last good value stays and others go on', async () => {
  const text = await sealed('sales', 'KEY', 'one');
  await commit(secret('sales', 'KEY', text));
  await commit({
    ...secret('sales', 'KEY', `${text.slice(0, 300)}AAAA${text.slice(304)}`),
    ...secret('sales', 'OTHER', await sealed('sales', 'OTHER', 'good')),
  });
  assert.equal(await valueOf('sales', 'KEY'), 'one');
  assert.equal(await valueOf('sales', 'OTHER'), 'good');
  const [problem, ...more] = await problems();
  assert.deepEqual(
    [problem?.code, problem?.file, problem?.line, problem?.column, problem?.resource],
    ['unusable-secret', 'spaces/sales/secrets/KEY.yaml', 1, 1, 'Secret/sales/KEY'],
  );
  assert.deepEqual(more, []);
  await world.sync();
  assert.equal((await problems()).length, 1, 'it is still a problem when nothing changed');
  await commit(secret('sales', 'KEY', await sealed('sales', 'KEY', 'two')));
  assert.deepEqual(await problems(), []);
  assert.equal(await valueOf('sales', 'KEY'), 'two');
});

test('a text that was swapped with another name, space or installation is refused', async () => {
  await commit({
    ...secret('sales', 'KEY', await sealed('sales', 'OTHER', 'x')),
    ...secret('sales', 'OTHER', await sealed('ops', 'OTHER', 'x')),
    ...secret('ops', 'KEY', await sealed('ops', 'KEY', 'x', 'another')),
  });
  assert.deepEqual(
    (await problems()).map(({ message }) => /another (\w+)\./.exec(message)?.[1]),
    ['installation', 'name', 'space'],
  );
  assert.deepEqual(await world.store.secrets.declared(), []);
});

test('what is missing while a file can’t be read stays, because failed to read is not deleted', async () => {
  await commit(secret('sales', 'KEY', await sealed('sales', 'KEY', 'one')));
  await commit({ [secretFile('sales', 'KEY')]: null, 'spaces/sales/broken.yaml': 'kind: [' });
  assert.equal(await valueOf('sales', 'KEY'), 'one');
  await commit({ 'spaces/sales/broken.yaml': null });
  assert.equal(await valueOf('sales', 'KEY'), undefined);
});

test('a space that waits for its removal keeps its secrets, because its sessions go on', async () => {
  await commit(secret('sales', 'KEY', await sealed('sales', 'KEY', 'one')));
  await world.openSession('sales');
  await commit({ 'spaces/sales': null });
  assert.notEqual((await world.loop().spaceStatus('sales')).awaitingConfirmation, null);
  assert.equal(await valueOf('sales', 'KEY'), 'one');
});

test('what was sealed before the key was rotated opens as ever', async () => {
  const before = await sealed('sales', 'KEY', 'one');
  await world.sealingKeys.rotate('ann');
  await commit({
    ...secret('sales', 'KEY', before),
    ...secret('sales', 'NEW', await sealed('sales', 'NEW', 'two')),
  });
  assert.deepEqual([await valueOf('sales', 'KEY'), await valueOf('sales', 'NEW')], ['one', 'two']);
});

test('with the gate closed a secret waits with its space, under the hash that the pull request showed', async () => {
  await world.restart({ gate: createReviewGate(world.store) });
  const base = await world.repository.git('rev-parse', 'main');
  await commit(secret('sales', 'KEY', await sealed('sales', 'KEY', 'one')));
  assert.equal(await valueOf('sales', 'KEY'), undefined);
  const { awaitingReview } = (await world.loop().status()).config;
  const cacheDir = join(world.dir, 'review');
  const repositories = createGitRepositories({ cacheDir, credentials: () => undefined });
  const config = { location: world.repository.dir, path: '.' };
  const asked = { config, base, head: 'main', pinned: true };
  const [shown] = (await createLocalLoader({ repositories }).review(asked)).spaces;
  assert.deepEqual(awaitingReview, { [shown?.name ?? '']: shown?.reviewHash });
  const row = {
    space: 'sales',
    reviewHash: shown?.reviewHash ?? '',
    repo: 'team/config',
    pull: 1,
    by: 'bob',
  };
  await world.store.approvals.add({ ...row, pins: {}, at: world.clock.now() });
  await world.sync();
  assert.equal(await valueOf('sales', 'KEY'), 'one');
});

test('an approved secret that does not open waits for no second approval', async () => {
  await world.restart({ gate: createReviewGate(world.store) });
  await commit(secret('sales', 'KEY', randomBytes(80).toString('base64')));
  const { awaitingReview } = (await world.loop().status()).config;
  const row = {
    space: 'sales',
    reviewHash: awaitingReview['sales'] ?? '',
    repo: 'team/config',
    pull: 1,
    by: 'bob',
  };
  await world.store.approvals.add({ ...row, pins: {}, at: world.clock.now() });
  await world.sync();
  assert.equal((await problems())[0]?.code, 'unusable-secret');
  await world.store.approvals.withdraw('team/config', 1, 'bob');
  await world.sync();
  assert.deepEqual((await world.loop().status()).config.awaitingReview, {});
});
