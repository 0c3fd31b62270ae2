// Roles and bindings that Git declares: in force as they were read, kept while nobody knows what is declared, and waiting
// where only what was reviewed counts.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { createReviewGate } from '../../../reconciler/loop/review-gate.ts';
import type { Question, Subject } from '../../../state/access/decide.ts';
import { agent, binding, role, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await world.repository.commit({ ...space('sales'), ...agent('sales', 'bot') });
  await world.sync();
});
afterEach(() => world.end());

const ann: Subject = { account: 'ann', kind: 'account', teams: [], scopes: null, spaces: null };
const talking: Question = { verb: 'talk', kind: 'Session', space: 'sales', name: null };
const mayTalk = async () => (await world.access.decide(ann, talking)).allowed;

const talker = role('talker', '{ kinds: [Session], verbs: [talk] }');
const annTalks = binding('people', '{ role: talker, subjects: [{ account: ann }], spaces: [sales] }');
const broken = { 'spaces/sales/broken.yaml': 'kind: [' };
const configIs = async () => (await world.loop().status()).config;

test('what is declared counts from the commit on, and what is taken back does not', async () => {
  assert.equal(await mayTalk(), false);
  await world.repository.commit({ ...talker, ...annTalks });
  await world.sync();
  assert.equal(await mayTalk(), true);
  await world.repository.commit(role('talker', '{ kinds: [Session], verbs: [get] }'));
  await world.sync();
  assert.equal(await mayTalk(), false);
  await world.repository.commit({ 'access/role-talker.yaml': null, 'access/binding-people.yaml': null });
  await world.sync();
  assert.deepEqual(await world.store.grants.list(), []);
});

test('what is missing while a file can’t be read stays, because failed to read is not deleted', async () => {
  await world.repository.commit({ ...talker, ...annTalks });
  await world.sync();
  await world.repository.commit({ ...broken, 'access/binding-people.yaml': null });
  await world.sync();
  assert.equal(await mayTalk(), true);
  await world.repository.commit({ 'spaces/sales/broken.yaml': null });
  await world.sync();
  assert.equal(await mayTalk(), false);
});

test('a binding of a role that is not there is a problem at its place and gives nothing', async () => {
  world.clock.advance(1_000);
  await world.repository.commit(
    binding('people', '{ role: talkr, subjects: [{ account: ann }], spaces: [sales] }'),
  );
  await world.sync();
  const problem = (await configIs()).problems[0]?.problem;
  assert.deepEqual(
    [problem?.code, problem?.file, problem?.line],
    ['unknown-role', 'access/binding-people.yaml', 4],
  );
  assert.deepEqual(await world.store.grants.list(), []);
});

test('each change stands in the audit, with what it was before and after', async () => {
  await world.repository.commit(talker);
  const revision = await world.sync();
  await world.repository.commit({ 'access/role-talker.yaml': null });
  await world.sync();
  const rows = await world.store.audit.list({ kind: 'Role' }, { limit: 10 });
  assert.deepEqual(
    rows.map(({ verb, via, name, before, after }) => [verb, via, name, before === null, after === null]),
    [
      ['delete', 'git', 'talker', false, true],
      ['update', 'git', 'talker', true, false],
    ],
  );
  assert.equal(rows[1]?.reason, `revision ${revision.slice(0, 12)} by Ada Lovelace <ada@example.com>`);
});

test('a commit that changes none of them writes none of them', async () => {
  await world.repository.commit({ ...talker, ...annTalks });
  await world.sync();
  const before = await world.store.grants.list();
  await world.repository.commit(space('sales', 'description: Changed'));
  await world.sync();
  assert.deepEqual(await world.store.grants.list(), before);
});

test('a process that dies on the way leaves it to the next one', async () => {
  await world.restart({
    checkpoint: (name) =>
      name === 'config.revision-written' ? Promise.reject(new Error('It dies here')) : undefined,
  });
  await world.repository.commit({ ...talker, ...annTalks });
  await assert.rejects(world.loop().sync({ by: 'test' }));
  assert.equal(await mayTalk(), false);
  await world.restart();
  assert.equal(await mayTalk(), true);
});

test('the plan says what a change would allow that was not allowed before', async () => {
  await world.repository.commit({ ...talker, ...annTalks });
  const { plan } = await world.loop().plan();
  const widens = plan.actions.flatMap((action) => ('widens' in action ? [action.widens] : []));
  assert.deepEqual(widens, ['talk on Session', 'account ann gets talker in sales']);
  assert.notEqual(plan.reviewHashes['*'], undefined);
});

test('with the gate closed they wait for an approval of their own, and hold up no space', async () => {
  await world.restart({ gate: createReviewGate(world.store) });
  await world.repository.commit({ ...talker, ...annTalks });
  await world.sync();
  assert.equal(await mayTalk(), false);
  const { awaitingReview, conditions } = await configIs();
  assert.deepEqual(Object.keys(awaitingReview), ['*']);
  assert.match(
    conditions.find(({ type }) => type === 'Stalled')?.message ?? '',
    /changes roles and bindings/,
  );
  const row = { space: '*', reviewHash: awaitingReview['*'] ?? '', repo: 'team/config', pull: 1, by: 'bob' };
  await world.store.approvals.add({ ...row, pins: {}, at: world.clock.now() });
  await world.sync();
  assert.equal(await mayTalk(), true);
  assert.deepEqual((await configIs()).awaitingReview, {});
});
