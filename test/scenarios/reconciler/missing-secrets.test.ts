// Secrets that notifications of a space need: said as long as nobody has set them, and nothing else is held up by it.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { agent, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

const notifications = (...targets: readonly string[]) => `notifications: [${targets.join(', ')}]`;
const slack = '{ type: slack, urlSecret: SLACK_URL }';
const signed = '{ type: webhook, url: "https://example.com/", signingSecret: SIGN }';

async function conditions(): Promise<readonly string[]> {
  const { conditions: all } = await world.loop().spaceStatus('sales');
  return all.map(({ type, message, hint }) =>
    type === 'SecretsMissing' ? `${type}: ${message} ${hint}` : type,
  );
}
async function look(): Promise<void> {
  world.loop().nudgeSpace('sales');
  await world.settle();
}

test('a secret that nobody has set is named with what sets it, until somebody does, and the space runs meanwhile', async () => {
  await world.repository.commit({ ...space('sales', notifications(slack)), ...agent('sales', 'bot') });
  await world.sync();
  assert.deepEqual(await conditions(), [
    'Ready',
    'SecretsMissing: Not everybody can be told of this space: its notifications need the secret SLACK_URL, which is not set. raworc secret set sales SLACK_URL',
  ]);
  await world.secrets.set('sales', 'SLACK_URL', 'https://example.com/', 'ann');
  await look();
  assert.deepEqual(await conditions(), ['Ready']);
  await world.secrets.delete('sales', 'SLACK_URL');
  await look();
  assert.equal((await conditions()).length, 2);
});

test('several are named together, and what is not needed any more is not missed', async () => {
  await world.repository.commit({
    ...space('sales', notifications(slack, signed, slack)),
    ...agent('sales', 'bot'),
  });
  await world.sync();
  assert.match((await conditions())[1] ?? '', /the secrets SLACK_URL, SIGN, which are not set/);
  world.clock.advance(1_000);
  await world.repository.commit(
    space('sales', notifications('{ type: webhook, url: "https://example.com/" }')),
  );
  await world.sync();
  assert.deepEqual(await conditions(), ['Ready']);
});
