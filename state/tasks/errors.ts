// The errors of this room.

import { RaworcError } from '../model/errors.ts';
import type { ProcessRow } from '../store/processes.ts';

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

export function protocolDiffers(
  { role, version, protocol }: Pick<ProcessRow, 'role' | 'version' | 'protocol'>,
  ours: number,
): RaworcError {
  return new RaworcError(
    'PROCESS_PROTOCOL',
    `A process of the role ${role} runs version ${version}, which speaks protocol ${protocol} with others; this one speaks ${ours}.`,
    { hint: 'Stop the others first, then start all of them in the same version.' },
  );
}

export function processKeyUnknown({ role, keyId }: Pick<ProcessRow, 'role' | 'keyId'>): RaworcError {
  return new RaworcError(
    'PROCESS_KEY',
    `A process of the role ${role} has the master key ${keyId}, which this one has not.`,
    { hint: 'Give all processes of an installation the same RAWORC_MASTER_KEY.' },
  );
}
