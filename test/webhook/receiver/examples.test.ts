// Every payload that GitHub publishes, signed and delivered: what each of them puts on the queues, and nothing else.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Example, publishedExamples } from './examples.ts';
import { createReceiverWorld, type ReceiverWorld } from './receiver-world.ts';

/** Everything that is in the examples and concerns us is in these repositories. */
const config = { location: 'github.com/Codertocat/Hello-World', ref: 'master' };
const sources = [
  { repo: 'Codertocat/Hello-World', semver: '*' },
  { repo: 'electron/electron' },
  { repo: 'octo-org/octo-repo', ref: 'main' },
];

const master = 'config';
const tags = 'source/https://github.com/codertocat/hello-world';
const fork = 'merge-group/d6fde92930d4715a2b49857d24b940956b26d2d3';

/** Event and action to the keys of each example in GitHub's order, or of all of them alike. What is not here has none. */
const expected: Readonly<Record<string, readonly string[] | readonly (readonly string[])[]>> = {
  push: [[tags], [tags], [tags], [tags], [master], [master], [tags]],
  'pull_request opened': ['pull/2'],
  'pull_request synchronize': ['pull/2'],
  'pull_request reopened': ['pull/2'],
  'pull_request ready_for_review': ['pull/2'],
  'pull_request closed': ['pull/2'],
  'pull_request_review submitted': ['pull/2'],
  'pull_request_review dismissed': ['pull/2'],
  'check_suite rerequested': ['pull/2'],
  'installation created': ['installation'],
  'installation deleted': ['installation'],
  'installation new_permissions_accepted': ['installation'],
  'installation suspend': ['installation'],
  'installation unsuspend': ['installation'],
  'installation_repositories added': ['installation'],
  'installation_repositories removed': ['installation'],
  'membership added': ['people'],
  'membership removed': ['people'],
  'organization member_added': ['people'],
  'team created': ['people'],
  'team edited': ['people'],
  'team deleted': ['people'],
};

/** The same where the config repository is the one that merge queues and re-requested checks are published of. */
const elsewhere: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'octo-org/octo-repo': {
    'merge_group checks_requested': ['merge-group/2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d'],
  },
  'electron/electron': { 'check_run requested_action': ['pull/26764'] },
  'github/hello-world': { 'check_run rerequested': [fork] },
};

const nameOf = ({ event, action }: Example) => (action === undefined ? event : `${event} ${action}`);

function expectedOf(example: Example, earlier: number): readonly string[] {
  const keys = expected[nameOf(example)] ?? [];
  return keys.some((key) => typeof key === 'string') || keys.length === 0
    ? (keys as readonly string[])
    : ((keys as readonly (readonly string[])[])[earlier] ?? []);
}

/** Delivers it and answers what came of it. */
async function keysOf(world: ReceiverWorld, { event, payload }: Example, id: string) {
  // Some examples are published twice, word for word.
  await world.clock.advance(11 * 60_000);
  const { status } = await world.deliver({ event, body: JSON.stringify(payload), id });
  assert.ok(status < 500, `${event} was answered ${status}`);
  assert.equal(status, 202, `${event} is what GitHub sends`);
  world.nudges.length = 0;
  await world.work();
  const nudged = world.nudges.map((nudge) =>
    nudge.type === 'source' ? `source/${nudge.location}` : nudge.type,
  );
  const queued = [...nudged, ...(await world.takeReviews())];
  const row = await world.row(id);
  assert.equal(row?.state, 'done');
  assert.deepEqual(row.keys ?? [], queued, 'what is remembered is what was done');
  return queued;
}

describe('the published examples', () => {
  const examples = publishedExamples();
  const byEvent = Map.groupBy(examples, ({ event }) => event);
  let world: ReceiverWorld;
  before(async () => {
    world = await createReceiverWorld({ config, sources });
  });
  after(() => world.end());

  it('are all there, because an empty table proves nothing', () => {
    assert.equal(byEvent.size, 58);
    assert.ok(examples.length > 280);
    for (const name of Object.keys(expected))
      assert.ok(
        examples.some((example) => nameOf(example) === name),
        name,
      );
  });

  for (const [event, ofEvent] of byEvent) {
    it(`of ${event} put exactly their keys on the queues, because every key costs a look`, async () => {
      for (const example of ofEvent) {
        const id = `${event}-${example.at}`;
        assert.deepEqual(
          await keysOf(world, example, id),
          expectedOf(example, example.at),
          `${nameOf(example)} ${id}`,
        );
      }
    });
  }

  it('leave the process as it was, because a payload that ends it would be sent again', async () => {
    const { counts } = world.receiver;
    const all = [...counts.counted().values()].reduce((sum, count) => sum + count, 0);
    assert.equal(all, examples.length);
    assert.deepEqual([...counts.counted().keys()].sort(), ['accepted', 'ignored']);
    assert.equal(await world.work(), 0);
  });
});

describe('the published examples of other repositories', () => {
  for (const [repo, table] of Object.entries(elsewhere)) {
    it(`put their keys on the queues where ${repo} is the config repository, because no other is in these examples`, async () => {
      const world = await createReceiverWorld({ config: { location: `github.com/${repo}` } });
      let found = 0;
      try {
        for (const example of publishedExamples()) {
          const name = nameOf(example);
          const { full_name: of } = (example.payload['repository'] ?? {}) as { readonly full_name?: string };
          if (of !== repo || !(name in table)) continue;
          assert.deepEqual(await keysOf(world, example, `${example.event}-${example.at}`), table[name], name);
          found += 1;
        }
        assert.ok(found > 0);
      } finally {
        await world.end();
      }
    });
  }
});
