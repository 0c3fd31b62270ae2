// Who is said to feel it before a space moves to another image: a person decides by these sentences.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blastRadius } from '../../../server/dashboard/page/pages/space/blast-radius.ts';

const table = [
  { why: 'nobody is there', rollout: 'onIdle', sessions: {}, says: /nobody is affected/ },
  {
    why: 'who talks now is not interrupted',
    rollout: 'onIdle',
    sessions: { idle: 3, busy: 2 },
    says: /^5 open sessions move to it, 2 of them when the turn under way has ended\.$/,
  },
  {
    why: 'who talks now is interrupted, and has to know',
    rollout: 'immediate',
    sessions: { idle: 1, busy: 1 },
    says: /^2 open sessions move to it at once; a turn under way will be taken again\.$/,
  },
  {
    why: 'what is open stays as it is',
    rollout: 'newSessions',
    sessions: { idle: 1 },
    says: /^1 open session stays as it is: only new sessions get it\.$/,
  },
] as const;

for (const { why, rollout, sessions, says } of table) {
  test(`${rollout}: ${why}`, () => assert.match(blastRadius(rollout, sessions), says));
}
