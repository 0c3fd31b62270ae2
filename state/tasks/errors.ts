// The errors of this room.

import { RaworcError } from '../model/errors.ts';

/** The reason of an aborted signal: somebody else has the task now. */
export function taskLost(): RaworcError {
  return new RaworcError('TASK_LOST', 'This task was cancelled or taken over by another process.', {
    disposition: 'wait',
  });
}

/** The reason of an aborted signal: this process is about to end. */
export function taskDrained(): RaworcError {
  return new RaworcError('TASK_DRAINED', 'This process is ending; the task goes back to the queue.', {
    disposition: 'retry',
  });
}

export function homeInUse(home: string): RaworcError {
  return new RaworcError('HOME_IN_USE', `Another Raworc is running with ${home}.`, {
    hint: 'Stop it, or give this one a folder of its own with RAWORC_HOME.',
  });
}
