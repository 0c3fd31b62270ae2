// The contract of what happens in sessions.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SessionEvent } from '../../../state/model/session-event.ts';
import { aSession } from '../../support/rows.ts';
import type { UseStore } from './subject.ts';

export function sessionEventsContract(store: UseStore): void {
  describe('session events', () => {
    const idle: SessionEvent = {
      type: 'session.idle',
      data: { from: 'init', reason: 'Ready', message: 'It is ready.' },
    };

    it('are numbered from 1 without gaps however many write at once, because readers go on by number', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      const append = (by: string) =>
        store().transaction(({ events }) => events.append(session.id, [idle, idle], by, 5));
      const written = await Promise.all(Array.from({ length: 20 }, (_, i) => append(`writer-${i}`)));
      const log = await store().events.list(session.id, 0, 100);
      assert.deepEqual(
        log.map(({ seq }) => seq),
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
      assert.deepEqual(
        written.flat().toSorted((a, b) => a.seq - b.seq),
        log,
        'append answers what is stored',
      );
      assert.equal(await store().events.last(session.id), 40);
      assert.deepEqual(await store().events.list(session.id, 38, 1), [log[38]]);
    });

    it('leave no number behind when their transaction fails, because a gap would look like a lost event', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      await assert.rejects(
        store().transaction(async ({ events }) => {
          await events.append(session.id, [idle], 'x', 5);
          throw new Error('changed my mind');
        }),
        /changed my mind/,
      );
      assert.equal(await store().events.last(session.id), 0);
      assert.deepEqual(await store().events.list(session.id, 0, 10), []);
    });

    it('are appended together with a change of the session or not at all, because one tells of the other', async () => {
      const session = aSession();
      await store().sessions.insert(session);
      const entry = { events: [idle, idle], by: 'x', now: 5 };
      const changeAndLog = () =>
        store().transaction(({ sessions }) => sessions.changeAndLog(session, { state: 'idle' }, entry));
      const done = await changeAndLog();
      assert.deepEqual(done?.row, { ...session, state: 'idle', version: 2 });
      assert.deepEqual(await store().sessions.get(session.id), done.row);
      assert.deepEqual(await store().events.list(session.id, 0, 10), done.logged);
      assert.deepEqual(
        done.logged.map(({ seq }) => seq),
        [1, 2],
      );
      assert.equal(await changeAndLog(), undefined, 'that version is gone');
      assert.equal(await store().events.last(session.id), 2);
    });

    it('refuse a session that is not there, because its numbers would have no beginning', async () => {
      const { id } = aSession();
      await assert.rejects(store().transaction(({ events }) => events.append(id, [idle], 'x', 5)));
    });
  });
}
