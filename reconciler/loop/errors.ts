// Every error of this room: what the reconciler can't do, and what to do about it.

import { RaworcError, type ErrorDetails } from '../../state/model/errors.ts';

export type ReconcilerErrorCode =
  | 'SPACE_NOT_FOUND'
  | 'BUILD_NOT_FOUND'
  | 'REVISION_NOT_STORED'
  | 'NOTHING_TO_CONFIRM'
  | 'PLAN_CHANGED'
  | 'NO_CONFIG_REPOSITORY'
  | 'SYNC_FAILED'
  | 'LOADER_STOPPED'
  | 'POLL_INVALID'
  | 'RESOURCE_EXISTS'
  | 'RESOURCE_NOT_FOUND'
  | 'RESOURCE_BROKEN'
  | 'PRECONDITION_FAILED'
  | 'DECLARATION_INVALID'
  | 'EDIT_NOT_FAITHFUL'
  | 'NOT_A_BRANCH'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'CHANGE_TOO_LARGE';

export class ReconcilerError extends RaworcError {
  override readonly name = 'ReconcilerError';
  declare readonly code: ReconcilerErrorCode;

  constructor(code: ReconcilerErrorCode, message: string, more: ErrorDetails = {}) {
    super(code, message, more);
  }
}

export function keyReused(): ReconcilerError {
  return new ReconcilerError(
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used for another write before.',
    { hint: 'Use a new key for each thing that you want, and the same only to ask for it again.' },
  );
}

export function spaceNotFound(space: string): ReconcilerError {
  return new ReconcilerError('SPACE_NOT_FOUND', `There is no space called ${space}.`, {
    hint: 'raworc get spaces lists those that are there; a new one appears with the next sync.',
    details: { space },
  });
}
