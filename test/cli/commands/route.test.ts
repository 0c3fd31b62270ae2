// `raworc route`: the decision for people and for programs, and an exit status that says whether anybody would answer.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { timedOut } from '../../../runtime/sessions/routing/model/failure.ts';
import { createWorld, type World } from '../../scenarios/sessions/world.ts';
import { createSmallApp, smallAppToken } from '../../support/server/small-app.ts';

const main = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;

let world: World;
let app: Awaited<ReturnType<typeof createSmallApp>>;
let url: string;
before(async () => {
  world = await createWorld();
  await world.agent('clerk', '', { description: 'Holidays, sick leave and payroll' });
  await world.agent('seller', '', { description: 'Deals, customers and quotas' });
  const instance = await world.start({ askModel: () => Promise.resolve(timedOut('5s')) });
  app = await createSmallApp(instance.sessions);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
after(async () => {
  await app.close();
  await world.end();
});

async function raworc(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, RAWORC_API_URL: url, RAWORC_API_KEY: smallAppToken, NO_COLOR: '1' },
  });
  child.stdin.end(input);
  const exit = Promise.withResolvers<number | null>();
  child.on('close', exit.resolve);
  const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), exit.promise]);
  return { out, err, status };
}

test('people see who, why, and how the others fit', async () => {
  await world.declareRouting({ default: 'clerk' });
  const { out, err, status } = await raworc(['route', 'sales', 'how many deals?']);
  assert.equal(err, '');
  assert.equal(status, 0);
  assert.match(out, /^seller {2}by lexical, confidence 0\.60\nWhat is said of it shares "deals"/);
  assert.match(
    out,
    /\n\nAGENT +SCORE {2}WORDS {2}NOTE\nseller .* deals +would answer\nclerk +0\.00 +default\n$/,
  );
});

test('scripts get the name alone, and the text may come from a pipe', async () => {
  await world.declareRouting({ default: 'clerk' });
  const { out } = await raworc(['route', 'sales', '-', '-o', 'name'], 'a thing about quotas\n');
  assert.equal(out, 'seller\n');
});

test('that the model failed is shown, and that it was left out', async () => {
  await world.declareRouting({
    default: 'clerk',
    model: { provider: 'openai', model: 'm', timeout: '5s', when: 'always' },
  });
  assert.match((await raworc(['route', 'sales', 'hm'])).out, /did not answer within 5s\. \(MODEL_TIMEOUT\)/);
  assert.match((await raworc(['route', 'sales', 'hm', '--no-model'])).out, /MODEL_NOT_ASKED/);
});

test('where nobody would answer the status says so, with what to do', async () => {
  await world.declareRouting({});
  const { out, status } = await raworc(['route', 'sales', 'hm']);
  assert.equal(status, 1);
  assert.match(out, /Nothing says which agent/);
  assert.match(out, /Begin the message with @/);
});

test('a space that isn’t there is an error of its own', async () => {
  const { err, status } = await raworc(['route', 'slaes', 'hm']);
  assert.equal(status, 5);
  assert.match(err, /SPACE_NOT_FOUND/);
  assert.match(err, /Did you mean "sales"/);
});
