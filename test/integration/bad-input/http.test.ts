// Requests that are wrong: each gets its status and a code, a sentence and a hint, and nothing happens.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

interface Wrong {
  readonly why: string;
  readonly method?: string;
  /** Below `/api/v0/`; `SESSION` stands for the id of one that is there. */
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
  readonly token?: string | null;
  readonly status: number;
  readonly code: string;
  /** Something that the message or the hint has to name. */
  readonly says?: RegExp;
}

const nobody = 'ses_01hzzzzzzzzzzzzzzzzzzzzzzz';

const wrongs: readonly Wrong[] = [
  { why: 'no token', path: 'spaces', token: null, status: 401, code: 'UNAUTHORIZED', says: /Bearer/ },
  { why: 'a wrong token', path: 'spaces', token: 'rwc_wrong', status: 401, code: 'UNAUTHORIZED' },
  { why: 'an empty token', path: 'spaces', token: '', status: 401, code: 'UNAUTHORIZED' },
  {
    why: 'no token and a body that can’t be read, which is not even looked at',
    method: 'POST',
    path: 'sessions',
    body: '{',
    token: null,
    status: 401,
    code: 'UNAUTHORIZED',
  },
  {
    why: 'JSON that breaks off',
    method: 'POST',
    path: 'sessions',
    body: '{ "space": "open',
    status: 400,
    code: 'BAD_REQUEST',
    says: /JSON/,
  },
  { why: 'no body', method: 'POST', path: 'sessions', status: 400, code: 'BAD_REQUEST' },
  {
    why: 'a list instead of an object',
    method: 'POST',
    path: 'sessions',
    body: '[]',
    status: 400,
    code: 'BAD_REQUEST',
    says: /object/,
  },
  {
    why: 'an unknown field',
    method: 'POST',
    path: 'sessions',
    body: '{ "space": "open", "spcae": "open" }',
    status: 400,
    code: 'BAD_REQUEST',
    says: /spcae/,
  },
  {
    why: 'a field that is missing',
    method: 'POST',
    path: 'sessions',
    body: '{ "agent": "echo" }',
    status: 400,
    code: 'BAD_REQUEST',
    says: /space/,
  },
  {
    why: 'a field of another type',
    method: 'POST',
    path: 'sessions',
    body: '{ "space": { "name": "open" } }',
    status: 400,
    code: 'BAD_REQUEST',
    says: /space.*string/,
  },
  {
    why: 'a body that would change what all objects have',
    method: 'POST',
    path: 'sessions',
    body: '{ "space": "open", "__proto__": { "admin": true } }',
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    why: 'a body that is no JSON by its type',
    method: 'POST',
    path: 'sessions',
    body: 'space=open',
    type: 'application/x-www-form-urlencoded',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    says: /application\/json/,
  },
  {
    why: 'a body of more than 32 MiB',
    method: 'POST',
    path: 'sessions/SESSION/messages',
    body: JSON.stringify({ content: 'x'.repeat(33 * 1024 * 1024) }),
    status: 413,
    code: 'BODY_TOO_LARGE',
    says: /32 MiB/,
  },
  {
    why: 'a space that is not there',
    method: 'POST',
    path: 'sessions',
    body: '{ "space": "opne" }',
    status: 404,
    code: 'SPACE_NOT_FOUND',
    says: /open/,
  },
  {
    why: 'an agent that is not there',
    method: 'POST',
    path: 'sessions/SESSION/messages',
    body: '{ "content": "hello", "agent": "ehco" }',
    status: 404,
    code: 'AGENT_NOT_FOUND',
    says: /echo/,
  },
  {
    why: 'an empty message',
    method: 'POST',
    path: 'sessions/SESSION/messages',
    body: '{ "content": "" }',
    status: 400,
    code: 'BAD_REQUEST',
  },
  {
    why: 'the word of somebody else',
    method: 'POST',
    path: 'sessions/SESSION/messages',
    body: '{ "content": "hello", "role": "system" }',
    status: 400,
    code: 'BAD_REQUEST',
  },
  { why: 'an id that can’t be one', path: 'sessions/..%2f..%2fetc', status: 404, code: 'SESSION_NOT_FOUND' },
  { why: 'an id that nobody has', path: `sessions/${nobody}`, status: 404, code: 'SESSION_NOT_FOUND' },
  {
    why: 'events of nobody’s session',
    path: `sessions/${nobody}/events`,
    status: 404,
    code: 'SESSION_NOT_FOUND',
  },
  { why: 'a turn that can’t be one', path: 'sessions/SESSION/turns/1', status: 404, code: 'TURN_NOT_FOUND' },
  { why: 'a space by a wrong name', path: 'spaces/none', status: 404, code: 'SPACE_NOT_FOUND' },
  { why: 'an agent by a wrong name', path: 'spaces/open/agents/none', status: 404, code: 'AGENT_NOT_FOUND' },
  { why: 'a build by a wrong id', path: 'spaces/open/builds/none', status: 404, code: 'BUILD_NOT_FOUND' },
  { why: 'secrets of no space', path: 'spaces/none/secrets', status: 404, code: 'SPACE_NOT_FOUND' },
  {
    why: 'a state that is none',
    path: 'sessions?state=bored',
    status: 400,
    code: 'BAD_REQUEST',
    says: /bored/,
  },
  { why: 'a limit that is none', path: 'sessions?limit=lots', status: 400, code: 'BAD_REQUEST' },
  { why: 'a limit without bounds', path: 'sessions?limit=1000000', status: 400, code: 'BAD_REQUEST' },
  { why: 'an unknown parameter', path: 'sessions?spaec=open', status: 400, code: 'BAD_REQUEST' },
  { why: 'an unknown path', path: 'sesions', status: 404, code: 'PATH_NOT_FOUND', says: /openapi/ },
  { why: 'a method that a path lacks', method: 'PUT', path: 'sessions', status: 404, code: 'PATH_NOT_FOUND' },
  { why: 'a path with broken escapes', path: 'spaces/%zz', status: 400, code: 'BAD_REQUEST' },
  {
    why: 'what the state forbids',
    method: 'POST',
    path: 'sessions/SESSION/retry',
    status: 409,
    code: 'SESSION_STATE',
    says: /idle/,
  },
  {
    why: 'a confirmation of nothing',
    method: 'POST',
    path: 'spaces/open/confirm',
    body: '{ "plan": "none" }',
    status: 409,
    code: 'NOTHING_TO_CONFIRM',
  },
  {
    why: 'a rollback to what never was',
    method: 'POST',
    path: 'spaces/open/rollback',
    body: '{ "revision": "0000000000000000000000000000000000000000" }',
    status: 404,
    code: 'REVISION_NOT_STORED',
  },
];

describe('a wrong request', () => {
  let runtime: RealRuntime;
  let session: string;
  before(async () => {
    runtime = await openRealRuntime();
    await runtime.apply({
      ...space('open', 'network: { egress: none }, routing: { default: echo }'),
      ...pythonAgent('open', 'echo', 'return message'),
    });
    session = await openSession(runtime, 'open');
  });
  after(() => runtime[Symbol.asyncDispose]());

  function send({ method = 'GET', path, body, type = 'application/json', token }: Wrong): Promise<Response> {
    return fetch(`${runtime.url}/api/v0/${path.replace('SESSION', session)}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token ?? runtime.token}` }),
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
    });
  }

  for (const wrong of wrongs) {
    it(`with ${wrong.why} is told so, because whoever sent it has to correct it`, async () => {
      const response = await send(wrong);
      const text = await response.text();
      assert.equal(response.status, wrong.status, text);
      const { error } = JSON.parse(text) as { error: { code: string; message: string; hint?: string } };
      assert.equal(error.code, wrong.code, text);
      assert.match(error.message, /^[A-Z].*[.?]$/s);
      assert.notEqual(error.hint ?? '', '', `no hint: ${text}`);
      if (wrong.says !== undefined) assert.match(`${error.message} ${error.hint}`, wrong.says);
      assert.doesNotMatch(text, /node_modules|at .*\.ts:/);
    });
  }

  it('makes nothing and stops nothing, because it was refused as a whole', async () => {
    const sessions = await runtime.client.all<SessionView>('sessions');
    assert.deepEqual(
      sessions.map(({ id }) => id),
      [session],
    );
    assert.equal(await ask(runtime, session, 'echo', 'still here'), 'still here');
  });
});
