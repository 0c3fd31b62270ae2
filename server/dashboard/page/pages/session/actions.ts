// What may be asked of a session in its present state. Pure.

import type { Session, SessionState } from '../../api/shapes.ts';

export type Action = 'pause' | 'resume' | 'suspend' | 'retry' | 'cancel' | 'fork' | 'close';

interface Asked {
  readonly label: string;
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
}

export const actions: Readonly<Record<Action, Asked>> = {
  resume: { label: 'Resume', method: 'POST', path: '/resume' },
  retry: { label: 'Retry', method: 'POST', path: '/retry' },
  cancel: { label: 'Cancel turns', method: 'POST', path: '/cancel' },
  pause: { label: 'Pause', method: 'POST', path: '/pause' },
  suspend: { label: 'Suspend', method: 'POST', path: '/suspend' },
  fork: { label: 'Fork', method: 'POST', path: '/fork' },
  close: { label: 'Close', method: 'DELETE', path: '' },
};

/** Those in which there is a workspace to copy. */
const forkable: ReadonlySet<SessionState> = new Set(['idle', 'busy', 'paused', 'suspended', 'error']);

export function actionsOf({ state, legal }: Pick<Session, 'state' | 'legal'>): readonly Action[] {
  return (Object.keys(actions) as Action[]).filter((action) => {
    if (action === 'fork') return forkable.has(state);
    if (action === 'cancel') return state === 'busy';
    return legal.includes(action);
  });
}
