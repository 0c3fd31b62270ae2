// The pure parts of turns: what an agent is given, what becomes of an interrupted turn, what an error means.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../../../runtime/containers/errors.ts';
import { secretsMissing } from '../../../../runtime/sessions/errors.ts';
import { LinkError } from '../../../../runtime/sessions/link/errors.ts';
import { afterInterruption } from '../../../../runtime/sessions/turns/after-interruption.ts';
import { historyOf } from '../../../../runtime/sessions/turns/history.ts';
import { troubleOf } from '../../../../runtime/sessions/turns/trouble.ts';
import { storeUnreachable } from '../../../../state/store/errors.ts';
import { aMessage, aSession } from '../../../support/rows.ts';

const { id } = aSession();
const said = (content: string) => aMessage(id, { content });

test('an agent is given what was said before its message, and nothing that was said after', () => {
  const messages = ['one', 'two', 'three', 'four'].map(said);
  const own = messages[2];
  assert.deepEqual(
    historyOf(messages, own?.id ?? (id as never)).map(({ content }) => content),
    ['one', 'two'],
  );
});

test('a long history loses its beginning, never its end', () => {
  const messages = [said('a'.repeat(300_000)), said('short'), said('now')];
  const own = messages[2];
  assert.deepEqual(
    historyOf(messages, own?.id ?? (id as never)).map(({ content }) => content),
    ['short'],
  );
});

test('a turn is taken again twice, for a container that dies three times is likely to die of it', () => {
  assert.deepEqual(
    [1, 2, 3].map((attempt) => afterInterruption(attempt).type),
    ['retry', 'retry', 'fail'],
  );
  const refused = afterInterruption(1, 'fail');
  assert.equal(refused.type === 'fail' && refused.error.code, 'INTERRUPTED');
});

test('an error in mid-turn is about the session, the turn, or may pass', () => {
  const of = (thrown: unknown) => troubleOf(thrown).type;
  assert.equal(of(new LinkError('LINK_LOST', 'The link is lost.')), 'session');
  assert.equal(of(new EngineError('ENGINE_UNREACHABLE', 'It does not answer.')), 'session');
  assert.equal(of(new LinkError('BAD_COMMAND', 'Not this one.')), 'turn');
  assert.equal(of(secretsMissing('sales', 'clerk', ['KEY'])), 'turn');
  assert.equal(of(storeUnreachable('here', undefined)), 'unknown');
  assert.equal(of(new TypeError('a bug')), 'unknown');
});
