// Removes all spaces, as people would, and tells what is left on the engine then.

import type { Engine } from '../../runtime/containers/engine.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionView } from '../../server/api/shapes/session.ts';
import { leftovers } from '../support/engine/sweep.ts';
import type { FixtureRepository } from '../support/git-server/fixture-repository.ts';
import { choreSpace, spaceGoes, talkSpace } from './declared.ts';
import type { PatientClient } from './patient-client.ts';
import { confirmUntilGone } from './removal.ts';

export interface CloserDeps {
  readonly client: PatientClient;
  readonly engine: Engine;
  readonly config: FixtureRepository;
}

/** What was kept is removed by then. */
const patienceMs = 60_000;
const LOOK_MS = 500;

/** Images go by age, and an installation keeps its marker and its supervisor. */
const mayStay = /^image |^volume raworc_(marker|supervisor)_/;

export function createCloser({ client, engine, config }: CloserDeps) {
  return {
    /** Answers what is left. */
    async leaveNothing(): Promise<readonly string[]> {
      await config.commit({ ...spaceGoes(talkSpace), ...spaceGoes(choreSpace) });
      await confirmUntilGone(client, talkSpace);
      await confirmUntilGone(client, choreSpace);
      for (const { id } of await client.act((server) =>
        server.all<SessionView>('sessions', { kept: 'true' }),
      )) {
        await client.act((server) => server.request('DELETE', `sessions/${id}`));
      }
      const until = performance.now() + patienceMs;
      for (;;) {
        const left = (await leftovers(engine)).filter((each) => !mayStay.test(each));
        if (left.length === 0 || performance.now() > until) {
          return left.map((each) => `left on the engine: ${each}`);
        }
        // Their own runs remove what was kept, and nothing tells when.
        await delay(LOOK_MS);
      }
    },
  };
}
