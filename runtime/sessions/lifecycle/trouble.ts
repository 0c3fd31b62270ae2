// What an error in a step means for the session: something to wait for, its end as it is, or a passing fault. Pure.

import { RaworcError } from '../../../state/model/errors.ts';
import type { SessionState } from '../../../state/model/session-state.ts';
import type { Step } from './decide.ts';
import { pauseFailed } from './reasons.ts';
import type { Because } from './transition.ts';

export type AfterTrouble =
  /** A passing fault: whoever runs the key tries again, later and later. */
  | { readonly type: 'throw' }
  /** The engine is not as it was observed: look again. */
  | { readonly type: 'again' }
  | { readonly type: 'wait'; readonly ms: number; readonly because?: Because }
  | { readonly type: 'fail'; readonly because: Because }
  | { readonly type: 'lose'; readonly because: Because }
  | { readonly type: 'stay-awake'; readonly because: Because };

const RECHECK_MS = 2_000;
const SILENCE_RECHECK_MS = 1_000;

export function afterTrouble(state: SessionState, step: Step['type'], thrown: unknown): AfterTrouble {
  if (!(thrown instanceof RaworcError)) return { type: 'throw' };
  switch (thrown.code) {
    case 'SESSION_MOVED':
    case 'CONTAINER_NOT_FOUND':
    case 'CONTAINER_NOT_RUNNING':
      return { type: 'again' };
    case 'SESSION_STATE':
      return { type: 'again' };
    case 'IMAGE_NOT_FOUND':
      return { type: 'wait', ms: RECHECK_MS, because: waitingFor('WaitingForImage', thrown) };
    case 'NETWORK_NOT_FOUND':
      return { type: 'wait', ms: RECHECK_MS, because: waitingFor('WaitingForNetwork', thrown) };
    case 'VOLUME_NOT_FOUND':
    case 'VOLUME_IN_USE':
      return { type: 'wait', ms: RECHECK_MS };
    case 'SUPERVISOR_SILENT':
    case 'LINK_LOST':
    case 'LINK_CLOSED':
      return { type: 'wait', ms: SILENCE_RECHECK_MS };
    case 'STALE_EPOCH':
      // Another runtime has it.
      return { type: 'wait', ms: 60_000 };
    case 'SUPERVISOR_RESTARTED':
      return { type: 'again' };
    case 'PROTOCOL_MISMATCH':
      return state === 'init'
        ? { type: 'fail', because: failedBy(thrown) }
        : { type: 'lose', because: { reason: 'SupervisorReplaced', message: thrown.message } };
    default:
      if (step === 'pause' && thrown.disposition === 'stop' && !isStore(thrown)) {
        return { type: 'stay-awake', because: pauseFailed(thrown.message) };
      }
      // Closing never fails: it is tried until it is done.
      return thrown.disposition === 'stop' && step !== 'close' && state === 'init' && !isStore(thrown)
        ? { type: 'fail', because: failedBy(thrown) }
        : { type: 'throw' };
  }
}

const isStore = ({ code }: RaworcError): boolean => code.startsWith('STORE_');

const waitingFor = (reason: string, { message, hint }: RaworcError): Because => ({
  reason,
  message,
  ...(hint === undefined ? {} : { hint }),
});

export function failedBy({ code, message, hint }: RaworcError): Because {
  const reason = code
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  const advice = hint === undefined ? '' : `${hint} `;
  return { reason, message, hint: `${advice}Then \`raworc session retry\`.` };
}
