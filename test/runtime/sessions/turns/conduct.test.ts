// A turn with a real supervisor that runs it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noCheckpoint } from '../../../../runtime/sessions/checkpoints.ts';
import { conduct } from '../../../../runtime/sessions/turns/conduct.ts';
import { createTurnEnds } from '../../../../runtime/sessions/turns/turn-ends.ts';
import { aSession, aTurn } from '../../../support/rows.ts';
import { realClock } from '../../../support/sessions/session-world.ts';
import { configure } from '../../../support/supervisor/commands.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';
import { openTestLink } from '../../../support/supervisor/test-link.ts';

test('a turn called off before its start was answered counts as left, for the supervisor may run it all the same', async () => {
  await using supervisor = startSupervisor();
  await using host = await openTestLink(supervisor);
  await host.link.request(configure({ handler: 'main.never_ends' }));
  const session = aSession();
  const turn = aTurn(session.id);
  const calledOff = new AbortController();
  const conducted = conduct(
    {
      turn,
      row: session,
      agent: 'echo',
      live: { link: host.link, containerId: 'container', ends: createTurnEnds(), configured: new Map() },
      by: 'admin',
      content: 'hi',
      newest: [],
      isAlone: true,
      isOnly: true,
    },
    { signal: calledOff.signal, clock: realClock, checkpoint: noCheckpoint },
  );
  calledOff.abort('cancelled');
  assert.deepEqual(await conducted, { type: 'left' });
  assert.deepEqual(await host.link.request({ type: 'turn.cancel', turn: turn.id }), { state: 'cancelled' });
});
