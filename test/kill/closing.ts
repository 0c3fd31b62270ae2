// Removes all spaces, as people would, and tells what is left on the engine then.

import type { Engine } from '../../runtime/containers/engine.ts';
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

/** Images go by age, and an installation keeps its marker and its supervisor. */
const mayStay = /^image |^volume raworc_(marker|supervisor)_/;

export function createCloser({ client, engine, config }: CloserDeps) {
  return {
    /** Answers what is left. */
    async leaveNothing(): Promise<readonly string[]> {
      await config.commit({ ...spaceGoes(talkSpace), ...spaceGoes(choreSpace) });
      await confirmUntilGone(client, talkSpace);
      await confirmUntilGone(client, choreSpace);
      const left = await leftovers(engine);
      return left.filter((each) => !mayStay.test(each)).map((each) => `left on the engine: ${each}`);
    },
  };
}
