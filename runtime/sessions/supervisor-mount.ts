// The supervisor's volume, asked for once per process and again when an engine turns out to have lost it.

import type { SessionDeps } from './ports.ts';

export interface SupervisorMount {
  /** The volume's name. */
  volume(): Promise<string>;
  forget(): void;
}

export function createSupervisorMount(ensure: SessionDeps['supervisorVolume']): SupervisorMount {
  let known: Promise<string> | undefined;

  function forget(): void {
    known = undefined;
  }

  return {
    async volume() {
      // Shared by all who ask at once, so nobody's signal may end it.
      known ??= ensure({});
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
