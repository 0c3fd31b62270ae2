// Deployments as pull requests, from the push to what became of the merge, against a GitHub of our own.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { agent, agentFile, space } from '../../scenarios/reconciler/declared.ts';
import { role } from '../../schemas/load/documents.ts';
import { config, createReviewedWorld, type ReviewedWorld } from './reviewed-world.ts';

const files = {
  ...space('sales'),
  ...agent('sales', 'bot'),
  ...space('ops'),
  ...agent('ops', 'bot'),
  'roles.yaml': role('reader'),
};

describe('a pull request', () => {
  let world: ReviewedWorld;
  before(async () => {
    world = await createReviewedWorld({ files });
    world.github.setPermission(config, 'ann', 'write');
    world.github.setPermission(config, 'bob', 'write');
  });
  after(() => world[Symbol.asyncDispose]());

  it('that removes a space, widens a role and misspells a field shows all three at the right lines', async () => {
    const { github } = world;
    const bob = github.as('bob');
    const head = await bob.push(
      config,
      {
        'spaces/ops': null,
        'roles.yaml': role('reader', '[get, delete]'),
        ...space('sales', 'descripton: Sells'),
      },
      { branch: 'risky' },
    );
    const pull = await bob.openPull(config, { branch: 'risky' });
    const check = await world.see('a check run', () =>
      github.repo(config).checks.find(({ commit }) => commit === head),
    );
    const comment = await world.see('a comment', () => world.plan(pull.number));
    assert.equal(check.fields['conclusion'], 'failure');
    const typo = check.annotations.find(({ path }) => path === 'spaces/sales/space.yaml');
    assert.deepEqual([typo?.['start_line'], typo?.['start_column']], [5, 3]);
    assert.match(String(typo?.['message']), /Did you mean description\?/);

    const [attention = '', details = ''] = comment.body.split('### Spaces');
    assert.match(attention, /`spaces\/sales\/space\.yaml:5:3`/);
    assert.match(attention, /`Space\/ops` is \*\*removed\*\*.*spaces\/ops\/space\.yaml:1/);
    assert.match(attention, /`Role\/reader` widens permissions: delete on Session\..*roles\.yaml:1/);
    assert.doesNotMatch(attention, /<details>/, 'what needs attention is never folded');
    assert.match(details, /<details>/);
    const links = [...comment.body.matchAll(/\((http[^)]+\/blob\/[^)]+)\)/g)].map(([, url]) => url ?? '');
    assert.ok(links.some((url) => url.endsWith(`/blob/${head}/roles.yaml#L1`)));
    assert.ok(links.some((url) => url.includes('/spaces/ops/space.yaml#L1') && !url.includes(head)));
  });

  it('has one comment that follows its pushes, and a link to the whole plan', async () => {
    const { github } = world;
    const bob = github.as('bob');
    await bob.push(config, space('sales', 'description: One'), { branch: 'edits' });
    const { number } = await bob.openPull(config, { branch: 'edits' });
    const first = await world.see('a comment', () => world.plan(number));
    const [, link = ''] = /\((http[^)]+\/plans\/[0-9a-f]{64})\)/.exec(first.body) ?? [];
    const page = await fetch(link);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Space\/sales/);
    const head = await bob.push(config, agent('ops', 'bot', 'two'), { branch: 'edits' });
    await world.see('the new plan', () => world.plan(number)?.body.includes(head.slice(0, 12)) || undefined);
    const comments = github.repo(config).comments.filter(({ issue }) => issue === number);
    assert.equal(comments.length, 1);
    assert.equal(comments[0]?.edits, 1);
  });

  it('is followed after its merge: a deployment for each space, and the comment says what happened', async () => {
    const { github } = world;
    const ann = github.as('ann');
    await ann.push(config, { ...agent('sales', 'bot', 'three'), ...space('extra') }, { branch: 'good' });
    const { number } = await ann.openPull(config, { branch: 'good' });
    await world.see('a comment', () => world.plan(number));
    const merged = await ann.merge(config, number);
    const deployed = (name: string) =>
      world.see(`${name} deployed`, () =>
        github
          .repo(config)
          .deployments.find(
            ({ environment, commit, statuses }) =>
              environment === `raworc/${name}` && commit === merged && statuses.at(-1)?.state === 'success',
          ),
      );
    const sales = await deployed('sales');
    await deployed('extra');
    assert.equal(sales.statuses[0]?.state, 'queued');
    await world.see(
      'the outcome',
      () => world.plan(number)?.body.includes('Everything runs as merged') || undefined,
    );
    const status = await world.client.get<{ spaces: { name: string }[] }>('status');
    assert.ok(status.spaces.some(({ name }) => name === 'extra'));
  });

  it('takes commands from those who may write, and says so to the others', async () => {
    const { github } = world;
    const bob = github.as('bob');
    await bob.push(config, space('sales', 'description: Commands'), { branch: 'commands' });
    const { number } = await bob.openPull(config, { branch: 'commands' });
    const hold = bob.comment(config, number, '/raworc hold sales');
    await world.see('a thumb', () => hold.reactions.includes('+1') || undefined);
    const held = await world.client.get<{ hold: { by: string } | null }>('spaces/sales');
    assert.equal(held.hold?.by, 'github:bob');
    bob.comment(config, number, '/raworc unhold sales');
    await world.see('no hold', async () => {
      const { hold: now } = await world.client.get<{ hold: unknown }>('spaces/sales');
      return now === null || undefined;
    });
    const denied = github.as('stranger').comment(config, number, '/raworc hold sales');
    await world.see('confusion', () => denied.reactions.includes('confused') || undefined);
    const said = await world.see('a reply', () =>
      github.repo(config).comments.find(({ body }) => body.includes('Only people who may write')),
    );
    assert.equal(said.issue, number);
  });

  it('from a fork is planned and nothing more', async () => {
    const { github } = world;
    await github.fork(config, 'eve');
    await github.as('eve').push('eve/config', agent('sales', 'bot', 'evil'), { branch: 'evil' });
    const { number } = await github.as('eve').openPull(config, { branch: 'evil', from: 'eve/config' });
    const comment = await world.see('a comment', () => world.plan(number));
    assert.match(comment.body, /From a fork/);
    assert.match(comment.body, /Agent\/sales\/bot/);
    const builds = await world.client.get<{ items: unknown[] }>('spaces/sales/builds');
    const before = builds.items.length;
    await github.quiet();
    assert.equal((await world.client.get<{ items: unknown[] }>('spaces/sales/builds')).items.length, before);
  });

  it('of 500 agents has a comment that fits, with the risks first', async () => {
    const { github } = world;
    const bob = github.as('bob');
    const many = Object.assign(
      {},
      ...Array.from({ length: 500 }, (_, at) => agent(at % 2 ? 'sales' : 'ops', `agent-${at}`)),
    );
    await bob.push(config, { ...many, [agentFile('sales', 'bot')]: null }, { branch: 'many' });
    const { number } = await bob.openPull(config, { branch: 'many' });
    const { body } = await world.see('a comment', () => world.plan(number));
    assert.ok(body.length < 65_536, `${body.length} characters`);
    const [risks = ''] = body.split('### Spaces');
    assert.match(risks, /`Agent\/sales\/bot` is \*\*removed\*\*/);
    assert.match(body, /left out here: \[the whole plan\]/);
  });

  it('is asked of GitHub as GitHub publishes it', () => {
    assert.deepEqual(world.github.faults, []);
  });
});

describe('a runtime with a token', () => {
  it('writes a commit status where it may not write check runs', async () => {
    await using world = await createReviewedWorld({ files, token: true });
    world.github.setPermission(config, 'raworc', 'write');
    const bob = world.github.as('bob');
    const head = await bob.push(config, space('sales', 'description: New'), { branch: 'change' });
    await bob.openPull(config, { branch: 'change' });
    const status = await world.see('a status', () =>
      world.github.repo(config).statuses.find(({ commit }) => commit === head),
    );
    assert.deepEqual([status.context, status.state], ['raworc/plan', 'success']);
    assert.deepEqual(world.github.faults, []);
  });
});

describe('only what was approved is carried out', () => {
  let world: ReviewedWorld;
  before(async () => {
    const settings = { RAWORC_REQUIRE_REVIEWED_PLAN: 'on' };
    world = await createReviewedWorld({ files: { 'README.md': 'Nothing yet' }, settings });
    world.github.setPermission(config, 'ann', 'write');
    world.github.setPermission(config, 'bob', 'write');
  });
  after(() => world[Symbol.asyncDispose]());

  const description = async () => {
    const { spec } = await world.client.get<{ spec: { description: string } }>('spaces/sales');
    return spec.description;
  };
  const deployed = (name: string, commit: string, state: string) =>
    world.see(`${name} ${state}`, () => {
      const { deployments } = world.github.repo(config);
      const own = deployments.find((each) => each.environment === `raworc/${name}` && each.commit === commit);
      return own?.statuses.at(-1)?.state === state ? own : undefined;
    });

  it('after an approval of the plan as it was shown', async () => {
    const { github } = world;
    const bob = github.as('bob');
    await bob.push(
      config,
      { ...space('sales', 'description: Reviewed'), ...agent('sales', 'bot') },
      { branch: 'begin' },
    );
    const { number } = await bob.openPull(config, { branch: 'begin' });
    await world.see(
      'what is missing',
      () => world.plan(number)?.body.includes('review of this pull request is missing') || undefined,
    );
    github.as('ann').approve(config, number);
    await world.see('the approval', () => world.plan(number)?.body.includes('Approved by ann') || undefined);
    const merged = await bob.merge(config, number, 'squash');
    await deployed('sales', merged, 'success');
    assert.equal(await description(), 'Reviewed');
  });

  it('and what nobody approved is held, and the pull request says so', async () => {
    const { github } = world;
    const bob = github.as('bob');
    await bob.push(config, space('sales', 'description: Not reviewed'), { branch: 'rash' });
    const { number } = await bob.openPull(config, { branch: 'rash' });
    await world.see('a comment', () => world.plan(number));
    const merged = await bob.merge(config, number);
    await deployed('sales', merged, 'failure');
    await world.see('the outcome', () => world.plan(number)?.body.includes('nobody approved') || undefined);
    assert.equal(await description(), 'Reviewed');
    const { config: shown } = await world.client.get<{ config: { awaiting_review: Record<string, string> } }>(
      'status',
    );
    assert.deepEqual(Object.keys(shown.awaiting_review), ['sales']);
  });
});
