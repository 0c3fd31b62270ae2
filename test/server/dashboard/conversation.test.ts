// A conversation is put together from what comes in any order; nobody may read a thing twice, or half a reply as a whole one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Conversation,
  type Heard,
  silence,
  withHeard,
  withMessages,
  withTurns,
} from '../../../server/dashboard/page/pages/session/conversation.ts';

const logged = (type: string, data: object): Heard => ({
  event: type,
  data: { seq: 1, type, at: '2026-01-31T12:00:00.000Z', by: 'admin', data: { turn_id: 'turn_1', ...data } },
});
const piece = (event: string, text: string, more: object = {}): Heard => ({
  event,
  data: { turn_id: 'turn_1', agent: 'echo', text, ...more },
});
const said = logged('user.message', { message_id: 'msg_1', content: 'hello' });
const replied = logged('agent.message', { message_id: 'msg_2', agent: 'echo', content: 'hello!' });
const draftOf = ({ drafts }: Conversation): string | undefined => drafts.get('turn_1')?.text;
const contents = ({ messages }: Conversation): readonly string[] => messages.map(({ content }) => content);

test('pieces of a reply add up, and are gone when the whole is there', () => {
  const during = withHeard(silence, [said, piece('agent.delta', 'hel'), piece('agent.delta', 'lo')]);
  assert.equal(draftOf(during), 'hello');
  const after = withHeard(during, [replied]);
  assert.equal(draftOf(after), undefined);
  assert.deepEqual(contents(after), ['hello', 'hello!']);
});

test('all pieces so far take the place of those heard, because one that came late heard some twice', () => {
  const before = withHeard(silence, [piece('agent.delta', 'hel')]);
  const after = withHeard(before, [
    piece('agent.partial', 'hello', { cut: true }),
    piece('agent.delta', '!'),
  ]);
  assert.deepEqual(after.drafts.get('turn_1'), { agent: 'echo', text: 'hello!', isCut: true });
});

test('a turn that begins again says everything again', () => {
  const before = withHeard(silence, [piece('agent.delta', 'hel')]);
  const again = withHeard(before, [logged('turn.started', { agent: 'echo', attempt: 2 })]);
  assert.equal(draftOf(again), undefined);
});

test('what was read and is heard too stands there once, and older messages before it', () => {
  const heard = withHeard(silence, [said]);
  const message = heard.messages[0];
  assert.ok(message);
  const older = { ...message, id: 'msg_0', content: 'before' };
  assert.deepEqual(contents(withMessages(heard, [older, message], 'older')), ['before', 'hello']);
});

test('who was chosen and why is known from the event, and kept when the record comes', () => {
  const route = { agent: 'echo', by: 'only', confidence: 1, reason: 'It is the only agent.' };
  const heard = withHeard(silence, [logged('route.decided', route)]);
  assert.equal(heard.turns.get('turn_1')?.route?.reason, 'It is the only agent.');
  const known = withTurns(heard, [{ id: 'turn_1', agent: 'echo', agent_commit: 'b5ad549', route: null }]);
  assert.equal(known.turns.get('turn_1')?.route?.reason, 'It is the only agent.');
  assert.equal(known.turns.get('turn_1')?.commit, 'b5ad549');
});

test('a turn that failed says why, and what was half said is gone', () => {
  const failure = { agent: 'echo', code: 'AGENT_FAILED', message: 'It failed.' };
  const after = withHeard(silence, [piece('agent.delta', 'hel'), logged('turn.failed', failure)]);
  assert.equal(draftOf(after), undefined);
  assert.equal(after.turns.get('turn_1')?.failure?.code, 'AGENT_FAILED');
});
