// What a session needs next, as a table: states and targets against what the engine shows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, type Step } from '../../../../runtime/sessions/lifecycle/decide.ts';
import type { ContainerFacts, SessionFacts } from '../../../../runtime/sessions/lifecycle/facts.ts';
import { legalRequests, sessionRequests, sessionStates } from '../../../../state/model/session-state.ts';
import type { SessionRow } from '../../../../state/store/sessions.ts';
import { aSession } from '../../../support/rows.ts';

const container = (fields: Partial<ContainerFacts> = {}): ContainerFacts => ({
  id: 'c1',
  state: 'running',
  restarted: false,
  ...fields,
});

function facts(row: Partial<SessionRow>, more: Partial<SessionFacts> = {}): SessionFacts {
  return {
    row: aSession({ generation: 1, image: 'image:1', containerId: 'c1', ...row }),
    space: { image: 'image:1', buildId: '1', rollout: 'onIdle' },
    container: container(),
    hasStrays: false,
    isCopyWanted: false,
    isLinked: true,
    now: 1000,
    ...more,
  };
}

const none = { container: undefined };
const newImage = (rollout: 'onIdle' | 'immediate' | 'newSessions') => ({
  space: { image: 'image:2', buildId: '2', rollout },
});

const cases: readonly (readonly [why: string, SessionFacts, Step['type']])[] = [
  [
    'a new session waits for its space’s first image',
    facts(
      { image: null, containerId: null },
      { ...none, space: { image: null, buildId: null, rollout: 'onIdle' } },
    ),
    'wait',
  ],
  ['it takes the image once there is one', facts({ image: null, containerId: null }, none), 'choose-image'],
  ['with an image it gets a container', facts({ containerId: null }, none), 'create-container'],
  [
    'a newer image is taken before a container is made from the old one',
    facts({ containerId: null }, { ...none, ...newImage('onIdle') }),
    'choose-image',
  ],
  [
    'unless its space moves only new sessions',
    facts({ containerId: null }, { ...none, ...newImage('newSessions') }),
    'create-container',
  ],
  [
    'one that was made ahead is a new session all the same',
    facts({ containerId: null, warm: true }, { ...none, ...newImage('newSessions') }),
    'choose-image',
  ],
  [
    'and moves at once, for nobody is in it',
    facts({ state: 'idle', warm: true }, newImage('newSessions')),
    'roll-over',
  ],
  [
    'one that was made but not written down is found by its name',
    facts({ containerId: null }),
    'create-container',
  ],
  ['one that is made is started', facts({}, { container: container({ state: 'created' }) }), 'start'],
  ['one that runs is greeted', facts({}, { isLinked: false }), 'attach'],
  [
    'one that ended before it was ready needs a person',
    facts({}, { container: container({ state: 'exited' }) }),
    'fail',
  ],
  ['one that is not ready in time needs a person', facts({ deadlineAt: 999 }), 'fail'],
  ['one that somebody removed before it was ready is made again', facts({}, none), 'recreate'],
  [
    'without its space nothing can be started',
    facts({ containerId: null }, { ...none, space: undefined }),
    'fail',
  ],
  [
    'a fork has no container before it has its workspace',
    facts({ containerId: null, awaits: 'copy', deadlineAt: 2000 }, none),
    'await-copy',
  ],
  [
    'and does not wait for it for ever',
    facts({ containerId: null, awaits: 'copy', deadlineAt: 1000 }, none),
    'fail',
  ],
  [
    'an import is waited for while somebody is at it',
    facts({ containerId: null, awaits: 'import', deadlineAt: 2000 }, none),
    'wait',
  ],
  [
    'and is nothing without whoever was at it',
    facts({ containerId: null, awaits: 'import', deadlineAt: 1000 }, none),
    'close',
  ],
  [
    'forks get their copy before a session is closed',
    facts({ state: 'idle', target: 'closed' }, { isCopyWanted: true }),
    'copy',
  ],
  [
    'and before a container that was frozen for it goes on, which may be in mid-copy',
    facts({ state: 'idle' }, { isCopyWanted: true, container: container({ state: 'paused' }) }),
    'copy',
  ],
  [
    'one that was left frozen by a copy goes on',
    facts({ state: 'busy' }, { container: container({ state: 'paused' }) }),
    'unpause',
  ],
  [
    'a container of an earlier generation goes first',
    facts({ containerId: null }, { ...none, hasStrays: true }),
    'discard-containers',
  ],

  ['an idle session with its container is settled', facts({ state: 'idle' }), 'settled'],
  ['a successor attaches to what it finds', facts({ state: 'idle' }, { isLinked: false }), 'attach'],
  ['also in mid-turn', facts({ state: 'busy' }, { isLinked: false }), 'attach'],
  [
    'a killed container is replaced',
    facts({ state: 'idle' }, { container: container({ state: 'exited' }) }),
    'lose',
  ],
  ['a removed one too, in mid-turn', facts({ state: 'busy' }, none), 'lose'],
  [
    'one restarted behind our back has lost its turns',
    facts({ state: 'busy' }, { container: container({ restarted: true }) }),
    'lose',
  ],
  [
    'one that somebody paused is unpaused',
    facts({ state: 'idle' }, { container: container({ state: 'paused' }) }),
    'unpause',
  ],
  [
    'a silent supervisor is given up in the end',
    facts({ state: 'idle', deadlineAt: 999 }, { isLinked: false }),
    'lose',
  ],
  ['one that answers again is forgiven', facts({ state: 'idle', deadlineAt: 999 }), 'clear-deadline'],
  ['an idle session moves to a new image', facts({ state: 'idle' }, newImage('onIdle')), 'roll-over'],
  ['a busy one after its turn', facts({ state: 'busy' }, newImage('onIdle')), 'after-turn'],
  ['or at once where its space says so', facts({ state: 'busy' }, newImage('immediate')), 'roll-over'],
  ['or not at all', facts({ state: 'idle' }, newImage('newSessions')), 'settled'],
  ['pause', facts({ state: 'busy', target: 'paused' }), 'pause'],
  ['suspend', facts({ state: 'idle', target: 'suspended' }), 'suspend'],
  ['a busy one is suspended after its turn', facts({ state: 'busy', target: 'suspended' }), 'after-turn'],

  [
    'what is paused stays so',
    facts({ state: 'paused', target: 'paused' }, { container: container({ state: 'paused' }) }),
    'settled',
  ],
  ['a pause that was only written is carried out', facts({ state: 'paused', target: 'paused' }), 'pause'],
  [
    'a message wakes it',
    facts({ state: 'paused' }, { container: container({ state: 'paused' }) }),
    'unpause',
  ],
  [
    'it can be suspended as it is',
    facts({ state: 'paused', target: 'suspended' }, { container: container({ state: 'paused' }) }),
    'suspend',
  ],
  ['a frozen container can be killed too', facts({ state: 'paused', target: 'paused' }, none), 'lose'],

  [
    'a suspended session has no container',
    facts({ state: 'suspended', target: 'suspended' }),
    'discard-containers',
  ],
  [
    'and is settled without one',
    facts({ state: 'suspended', target: 'suspended', containerId: null }, none),
    'settled',
  ],
  [
    'its in-between state ends with the container',
    facts({ state: 'suspended', target: 'suspended', deadlineAt: 1 }, none),
    'clear-deadline',
  ],
  ['a message brings it back', facts({ state: 'suspended' }, none), 'resume'],
  ['not before its old container is gone', facts({ state: 'suspended' }), 'discard-containers'],
  ['one in error holds no container', facts({ state: 'error' }), 'discard-containers'],
  ['and waits for a person', facts({ state: 'error' }, none), 'settled'],
  [
    'one whose space went is kept until its time is over',
    facts({ state: 'closed', target: 'closed', keptUntil: 1001 }, none),
    'settled',
  ],
  ['and let go from then on', facts({ state: 'closed', target: 'closed', keptUntil: 1000 }, none), 'let-go'],
  [
    'also where a process died at that',
    facts({ state: 'closed', target: 'closed', keptUntil: 0 }, none),
    'let-go',
  ],
  ['a closed one needs nothing', facts({ state: 'closed', target: 'closed' }, none), 'settled'],
];

for (const [why, given, expected] of cases) {
  test(`${why} (${given.row.state} → ${given.row.target})`, () => assert.equal(decide(given).type, expected));
}

test('closing comes before everything else in every state, for every state can be closed', () => {
  for (const state of sessionStates) {
    const expected = state === 'closed' ? 'settled' : 'close';
    assert.equal(decide(facts({ state, target: 'closed' }, { ...none, hasStrays: true })).type, expected);
    if (state !== 'closed') assert.ok(legalRequests(state).includes('close'));
  }
});

test('every request leads to a step from every state that allows it, so that nothing stays stuck', () => {
  for (const state of sessionStates) {
    for (const request of legalRequests(state)) {
      // `retry` is written by whoever asks.
      if (request === 'retry') continue;
      const { target } = sessionRequests[request];
      const isBare = state === 'suspended' || state === 'error';
      const given = facts({ state, target }, isBare ? none : {});
      assert.notEqual(decide(given).type, 'settled', `${request} from ${state}`);
    }
  }
});
