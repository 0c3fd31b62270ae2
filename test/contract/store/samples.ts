// The contract of what was seen of sessions last.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aSession } from '../../support/rows.ts';
import { aSample } from '../../support/usage.ts';
import type { UseStore } from './subject.ts';

export function samplesContract(store: UseStore): void {
  describe('samples', () => {
    it('tell what sessions hold: those suspended their files alone, and those closed nothing', async () => {
      const { samples, sessions } = store();
      for (const state of ['idle', 'busy', 'paused', 'suspended', 'closed'] as const) {
        const session = aSession({ space: 'held', state });
        await sessions.insert(session);
        await samples.put([aSample({ sessionId: session.id, memory: 100, disk: 7 })]);
      }
      const unseen = aSession({ space: 'held-2', state: 'idle' });
      await sessions.insert(unseen);
      await samples.put([aSample({ sessionId: unseen.id, memory: null, disk: null })]);
      const held = (await samples.held()).filter(({ space }) => space.startsWith('held'));
      assert.deepEqual(
        held.toSorted((one, other) => (one.space < other.space ? -1 : 1)),
        [
          { space: 'held', memory: 300, disk: 28 },
          { space: 'held-2', memory: 0, disk: 0 },
        ],
      );
    });

    it('are kept for each session, the newest, and shown of sessions that are open', async () => {
      const { samples, sessions } = store();
      const [open, closed] = [aSession({ space: 'seen' }), aSession({ space: 'seen', state: 'closed' })];
      await sessions.insert(open);
      await sessions.insert(closed);
      const look = { at: 90, millicores: 1, memory: 2, disk: null, rx: 0, tx: 0 };
      await samples.put([aSample({ sessionId: open.id }), aSample({ sessionId: closed.id })]);
      const newer = aSample({ sessionId: open.id, at: 200, boot: 'boot-2', disk: 5, recent: [look] });
      await samples.put([newer]);
      assert.deepEqual(await samples.get([open.id]), [newer]);
      const { millicores, memory, rx, tx } = newer;
      const { id, space, state, agent, createdBy } = open;
      assert.deepEqual(await samples.ofOpen(['seen']), [
        { id, space, state, agent, createdBy, at: 200, millicores, memory, disk: 5, rx, tx },
      ]);
      await samples.deleteBefore(150);
      assert.deepEqual(await samples.get([closed.id]), []);
      assert.equal((await samples.get([open.id])).length, 1);
    });
  });
}
