// The supervisor's volume, asked for once per process and again when an engine turns out to have lost it.

import type { Engine, Waiting } from '../containers/engine.ts';
import { ensureSupervisorVolume } from './supervisor/volume.ts';

export interface SupervisorMount {
  /** The volume's name. `image`: any that is there. */
  volume(image: string, wait: Waiting): Promise<string>;
  forget(): void;
}

export function createSupervisorMount(engine: Engine, owner: string): SupervisorMount {
  let known: Promise<string> | undefined;

  function forget(): void {
    known = undefined;
  }

  return {
    // Shared by all who ask at once, so nobody's signal may end it.
    async volume(image) {
      known ??= ensureSupervisorVolume(engine, { image, owner });
      try {
        return await known;
      } catch (error) {
        forget();
        throw error;
      }
    },
    forget,
  };
}
