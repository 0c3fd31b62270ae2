// What may go wrong between the process that faces the network and the one that holds the engine.

import { RaworcError } from '../../../state/model/errors.ts';

export function noOperator(): RaworcError {
  return new RaworcError('OPERATOR_AWAY', 'No operator answers, and this needs one.', {
    hint: 'Try again in some seconds. `raworc status` shows the processes; start one with `raworc serve --role operator`.',
    disposition: 'retry',
  });
}

export function operatorLost(cause: unknown): RaworcError {
  return new RaworcError('OPERATOR_LOST', 'The operator went away before it had answered.', {
    hint: 'What was asked for may have been done. Look, or try again with the same Idempotency-Key.',
    disposition: 'retry',
    cause,
  });
}
