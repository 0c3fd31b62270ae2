// What can be wrong with a workspace and with what is put into it, as stable codes with a hint.

import { RaworcError } from '../../../state/model/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';

export function workspaceLost(id: SessionId): RaworcError {
  return new RaworcError('WORKSPACE_NOT_FOUND', `The workspace of ${id} is not on the engine any more.`, {
    hint: 'Somebody removed its volume; close the session and create a new one.',
  });
}

export function copyBrokenOff(id: SessionId): RaworcError {
  return new RaworcError('COPY_BROKEN_OFF', `The copying of the workspace of ${id} was broken off.`, {
    hint: 'It is begun anew by itself.',
    disposition: 'retry',
  });
}
