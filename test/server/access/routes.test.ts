// Every path, by every built-in role, in an own and a foreign place: let in or refused as the table says, with a row of the
// audit for each change and each refusal.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { newTurnId } from '../../../state/model/ids.ts';
import { type AccessWorld, createAccessWorld, REACHED } from '../../support/server/access-world.ts';
import { bodies, type Column, queries, type Row, rows } from './routes-table.ts';

const roles = ['viewer', 'developer', 'operator', 'admin'] as const;
type Role = (typeof roles)[number];
const columns: readonly Column[] = ['own', 'others', 'foreign', 'everywhere'];

let world: AccessWorld;
const texts = new Map<string, string>();

/** Of one space, or of all. */
const accountOf = (role: Role, column: Column): string =>
  column === 'everywhere' ? `${role}-everywhere` : `${role}-here`;

before(async () => {
  world = await createAccessWorld();
  const bound = roles.flatMap((role) => [
    { account: `${role}-here`, role, spaces: ['mine'] },
    { account: `${role}-everywhere`, role, spaces: ['*'] },
  ]);
  await world.bind(bound);
  for (const { account } of bound) texts.set(account, await world.token(account));
  await world.token('bob');
});
after(() => world.close());

test('each path of the application has a row, because a new one must not go unasked', () => {
  const there = world.routes.flatMap(({ method, url }) => [method].flat().map((one) => `${one} ${url}`));
  const inTable = new Set(rows.map(({ method, path }) => `${method} ${path}`));
  const paths = new Set(there.map((route) => route.replace(/^HEAD /, 'GET ')));
  assert.deepEqual([...paths].sort(), [...inTable].sort());
});

async function placeOf(column: Column, account: string) {
  const isOwn = column === 'own';
  const space = column === 'own' || column === 'others' ? 'mine' : 'theirs';
  const session = await world.session(space, isOwn ? account : 'bob');
  const [token] = await world.tokens.list(isOwn ? account : 'bob');
  return { space, session, token: token?.id ?? '', owner: isOwn ? undefined : 'bob' };
}

async function ask({ method, path }: Row, column: Column, role: Role, as = method) {
  const account = accountOf(role, column);
  const place = await placeOf(column, account);
  const fill = (text: string): string =>
    text.replaceAll('SPACE', place.space).replaceAll('SESSION', place.session);
  const route = `${method} ${path}`;
  const url = path
    .replace(':space', place.space)
    .replace(':id', place.session)
    .replace(':turn', newTurnId(1, randomBytes))
    .replace(':token', place.token)
    .replace(':kind', 'account')
    .replace('*', 'notes.txt')
    .replace(/:\w+/, 'NAME');
  const isOfOthers = path === '/api/v0/tokens' && place.owner !== undefined;
  const query = isOfOthers && method === 'GET' ? `account=bob` : fill(queries[route] ?? '');
  const body = isOfOthers && method === 'POST' ? { account: 'bob' } : bodies[route];
  const answer = await world.app.inject({
    method: as as 'GET',
    url: query === '' ? url : `${url}?${query}`,
    headers: {
      authorization: `Bearer ${texts.get(account) ?? ''}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: fill(JSON.stringify(body)) }),
  });
  return answer;
}

/** What an answer says of the guard, as the table writes it. */
function letterOf(status: number, role: Role): string {
  if (status === 403) return '-';
  if (status === 404) return '4';
  return status === REACHED || status === 426 || status < 300 ? role.charAt(0) : `(${status})`;
}

for (const row of rows.filter(({ isOpen }) => !isOpen)) {
  test(`${row.method} ${row.path} lets in whom the table says, and writes down what it should`, async () => {
    const hasHead = world.routes.some(
      ({ method, url }) => url === row.path && [method].flat().includes('HEAD'),
    );
    const methods = row.method === 'GET' && hasHead ? ['GET', 'HEAD'] : [row.method];
    for (const column of columns) {
      if (row.cells[column] === '.') continue;
      for (const method of methods) {
        let found = '';
        for (const role of roles) {
          const [newest] = await world.audited(1);
          const { statusCode } = await ask(row, column, role, method);
          const letter = letterOf(statusCode, role);
          found += letter;
          const isLetIn = letter === role.charAt(0);
          const told = (await world.audited(10)).filter(({ seq }) => seq > (newest?.seq ?? 0));
          const decisions = told.map(({ decision, account }) => `${account} ${decision}`);
          const account = accountOf(role, column);
          const expected = isLetIn ? (row.isRecorded ? [`${account} allowed`] : []) : [`${account} refused`];
          assert.deepEqual(decisions, expected, `the audit of ${method} by ${role}, ${column}`);
        }
        assert.equal(found, row.cells[column], `${method}, ${column}`);
      }
    }
  });
}

test('the open paths need no token, because load balancers have none', async () => {
  for (const { path } of rows.filter(({ isOpen }) => isOpen))
    assert.equal((await world.app.inject({ url: path })).statusCode, 200, path);
});

test('every other path needs one', async () => {
  for (const { method, path } of rows.filter(({ isOpen }) => !isOpen)) {
    const answer = await world.app.inject({ method: method as 'GET', url: path.replace('*', 'x') });
    assert.equal(answer.statusCode, 401, `${method} ${path}`);
  }
});

test('another session that a request names has to be one that may be seen, or it is not there', async () => {
  const headers = { authorization: `Bearer ${texts.get('admin-here') ?? ''}` };
  const mine = await world.session('mine', 'admin-here');
  const theirs = await world.session('theirs', 'bob');
  const diff = await world.app.inject({ url: `/api/v0/sessions/${mine}/diff?with=${theirs}`, headers });
  assert.equal(diff.statusCode, 404);
  const route = await world.app.inject({
    method: 'POST',
    url: '/api/v0/spaces/mine/route',
    headers,
    payload: { content: 'hello', session: theirs },
  });
  assert.equal(route.statusCode, 404);
  assert.deepEqual(
    (await world.audited(2)).map(({ name, decision }) => [name, decision]),
    [
      [theirs, 'refused'],
      [theirs, 'refused'],
    ],
  );
});

test('a session is had back only in a space where its account may create one, because that is what it comes to', async () => {
  const mine = await world.session('mine', 'developer-here');
  const reopen = (account: string, space: string) =>
    world.app.inject({
      method: 'POST',
      url: `/api/v0/sessions/${mine}/reopen`,
      headers: { authorization: `Bearer ${texts.get(account) ?? ''}` },
      payload: { space },
    });
  assert.equal((await reopen('developer-here', 'theirs')).statusCode, 403);
  const [told] = await world.audited(1);
  assert.deepEqual([told?.verb, told?.space, told?.decision], ['create', 'theirs', 'refused']);
  assert.equal((await reopen('developer-here', 'mine')).statusCode, REACHED);
  assert.equal((await reopen('operator-everywhere', 'theirs')).statusCode, REACHED);
});

test('what may not be seen and what is not there are answered alike, so that nobody learns which it is', async () => {
  const headers = { authorization: `Bearer ${texts.get('admin-here') ?? ''}` };
  const theirs = await world.session('theirs', 'bob');
  const nowhere = await world.session('theirs', 'bob');
  await world.store.sessions.forget(nowhere);
  for (const end of ['', '/wait?timeout=1', '/events', '/messages', '/tree', '/logs']) {
    const [there, gone] = await Promise.all(
      [theirs, nowhere].map(async (id) => {
        const { statusCode, body } = await world.app.inject({ url: `/api/v0/sessions/${id}${end}`, headers });
        return { statusCode, body: body.replaceAll(id, 'ID').replace(/req_\w+/, 'REQUEST') };
      }),
    );
    assert.equal(there?.statusCode, 404, end);
    assert.deepEqual(there, gone, end);
  }
  for (const url of [
    '/api/v0/spaces/SPACE',
    '/api/v0/sessions?space=SPACE',
    '/api/v0/progress?space=SPACE',
  ]) {
    const [there, gone] = await Promise.all(
      ['theirs', 'nowhere'].map(async (space) => {
        const { statusCode, body } = await world.app.inject({ url: url.replace('SPACE', space), headers });
        return { statusCode, body: body.replaceAll(space, 'SPACE').replace(/req_\w+/, 'REQUEST') };
      }),
    );
    assert.equal(there?.statusCode, 403, url);
    assert.deepEqual(there, gone, url);
  }
});
