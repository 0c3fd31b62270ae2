// Who is in a team, over time: a real store, a clock, and a GitHub that answers or does not.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Binding, Grants } from '../../../../state/access/decide.ts';
import { recognise, TEAM_HOLDS_MS } from '../../../../state/access/github-people.ts';
import { createAccounts } from '../../../../state/access/accounts.ts';
import { createTokens } from '../../../../state/access/tokens.ts';
import type { Store } from '../../../../state/store/store.ts';
import { openStore } from '../../../../state/store/open.ts';
import { unreachable } from '../../../../webhook/client/errors.ts';
import type { Person } from '../../../../webhook/client/github.ts';
import { createTeamWatch, type TeamWatch } from '../../../../webhook/client/people/team-watch.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';

const ann = { id: 7, login: 'Ann' };
const binding: Binding = {
  name: 'ops',
  spec: { role: 'operator', subjects: [{ githubTeam: 'Acme/Ops' }], spaces: ['*'] },
};

interface World extends AsyncDisposable {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly watch: TeamWatch;
  bindings: readonly Binding[];
  members: readonly Person[] | undefined;
  isAway: boolean;
  asked: number;
  teams(): Promise<readonly string[]>;
  doubts(): Promise<string>;
}

async function createWorld(): Promise<World> {
  const store = await openStore('sqlite::memory:', { random: randomBytes });
  const clock = createManualClock();
  const world: World = {
    store,
    clock,
    bindings: [binding],
    members: [ann],
    isAway: false,
    asked: 0,
    watch: createTeamWatch({
      store,
      clock,
      repo: 'acme/config',
      access: { grants: async (): Promise<Grants> => ({ roles: new Map(), bindings: world.bindings }) },
      github: {
        async teamMembers() {
          world.asked += 1;
          if (world.isAway) throw unreachable('GitHub can’t be reached.');
          return world.members;
        },
      },
    }),
    teams: async () => (await recognise(ann, store, clock.now())).subject.teams,
    doubts: async () => (await recognise(ann, store, clock.now())).doubts.join(' '),
    [Symbol.asyncDispose]: () => store.close(),
  };
  return world;
}

test('who is in a team counts as its member, whatever the case of its name', async () => {
  await using world = await createWorld();
  await world.watch.refresh(0);
  assert.deepEqual(await world.teams(), ['acme/ops']);
});

test('nobody is asked again while the answer is fresh, because GitHub counts requests', async () => {
  await using world = await createWorld();
  await world.watch.refresh(1_000);
  await world.watch.refresh(1_000);
  assert.equal(world.asked, 1);
});

test('the last answer counts for an hour while GitHub is away, and nothing after that', async () => {
  await using world = await createWorld();
  await world.watch.refresh(0);
  world.isAway = true;
  await world.clock.advance(TEAM_HOLDS_MS - 1);
  await world.watch.refresh(0);
  assert.deepEqual(await world.teams(), ['acme/ops']);
  await world.clock.advance(1);
  assert.deepEqual(await world.teams(), []);
  assert.match(await world.doubts(), /acme\/ops is not known: GitHub can’t be reached/);
});

test('who left gives up the role with the next answer; a team that is gone gives nothing and says so', async () => {
  await using world = await createWorld();
  await world.watch.refresh(0);
  world.members = [];
  await world.watch.refresh(0);
  assert.deepEqual(await world.teams(), []);
  world.members = undefined;
  await world.watch.refresh(0);
  assert.match(await world.doubts(), /shows no such team/);
});

test('a team that no binding names any more is forgotten', async () => {
  await using world = await createWorld();
  await world.watch.refresh(0);
  world.bindings = [];
  await world.watch.refresh(0);
  assert.deepEqual(await world.store.githubPeople.teams(), []);
});

test('tokens of an account that is known by the login have its teams, for as long as the answer counts', async () => {
  await using world = await createWorld();
  const { store, clock } = world;
  await createAccounts({ store, clock }).create({
    name: 'ann',
    kind: 'account',
    githubLogin: 'ANN',
    by: 'admin',
  });
  const tokens = createTokens({ store, clock, random: randomBytes });
  const { text } = await tokens.issue({ account: 'ann', kind: 'account', by: 'admin' });
  await world.watch.refresh(0);
  assert.deepEqual((await tokens.verify(text))?.teams, ['acme/ops']);
  await clock.advance(TEAM_HOLDS_MS);
  assert.deepEqual((await tokens.verify(text))?.teams, []);
});

test('a login that somebody else has taken over brings the account nothing, until it is linked anew', async () => {
  await using world = await createWorld();
  const { store, clock } = world;
  const accounts = createAccounts({ store, clock });
  await accounts.create({ name: 'ann', kind: 'account', githubLogin: 'ann', by: 'admin' });
  await world.watch.refresh(0);
  const thief = { id: 8, login: 'ann' };
  world.members = [thief];
  await world.watch.refresh(0);
  assert.deepEqual((await store.accounts.get('account', 'ann'))?.teams, []);
  assert.match((await recognise(thief, store, clock.now())).doubts.join(), /belongs to somebody else/);
  await accounts.change('account', 'ann', { githubLogin: 'ann' });
  await world.watch.refresh(0);
  assert.deepEqual((await store.accounts.get('account', 'ann'))?.teams, ['acme/ops']);
});
