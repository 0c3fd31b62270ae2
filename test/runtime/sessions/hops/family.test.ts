// How turns hang together: what ends with what.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, below, isOfAttempt, lineage, taskKindOf } from '../../../../runtime/sessions/hops/family.ts';
import type { TurnRow } from '../../../../state/store/turns.ts';
import { aSession, aTurn } from '../../../support/rows.ts';

const { id: session } = aSession();
const turn = (via: TurnRow['via'], parent?: TurnRow) => aTurn(session, { via, parentId: parent?.id ?? null });

const message = turn('message');
const heir = turn('handoff', message);
const question = turn('ask', heir);
const itsHeir = turn('handoff', question);
const other = turn('message');
const all = [message, other, heir, question, itsHeir];

test('all that a turn made ends with it, and nothing of others', () => {
  assert.deepEqual(below(all, message.id), [heir, question, itsHeir]);
  assert.deepEqual(below(all, question.id), [itsHeir]);
  assert.deepEqual(below(all, other.id), []);
});

test('an heir is waited for by an agent where the first of its line is', () => {
  assert.deepEqual([...asked(all)], [question, itsHeir]);
});

test('a turn’s line leads to what a person said', () => {
  assert.deepEqual(lineage(all, itsHeir), [itsHeir, question, heir, message]);
});

test('only what agents wait for has places of its own', () => {
  assert.deepEqual([message, question].map(taskKindOf), ['turn', 'ask']);
});

test('a question belongs to the attempt that asked it, a handover to whichever there is', () => {
  assert.equal(isOfAttempt({ askId: '2.7' }, { attempt: 2 }), true);
  assert.equal(isOfAttempt({ askId: '1.7' }, { attempt: 2 }), false);
  assert.equal(isOfAttempt({ askId: '21.7' }, { attempt: 2 }), false);
  assert.equal(isOfAttempt({ askId: null }, { attempt: 2 }), true);
});
