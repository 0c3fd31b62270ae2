// Who feels it when a space moves to another image, in sentences. Pure.

import type { HistoryEntry, SessionState } from '../../api/shapes.ts';

export type Rollout = 'onIdle' | 'immediate' | 'newSessions';
export type Sessions = Readonly<Partial<Record<SessionState, number>>>;

export function openSessions(sessions: Sessions): number {
  return Object.values(sessions).reduce((all, count) => all + count, 0);
}

const counted = (count: number): string => (count === 1 ? '1 open session' : `${count} open sessions`);

export function blastRadius(rollout: Rollout, sessions: Sessions): string {
  const open = openSessions(sessions);
  if (open === 0) return 'No session is open: nobody is affected.';
  const [move, stay] = open === 1 ? ['moves', 'stays'] : ['move', 'stay'];
  const busy = sessions.busy ?? 0;
  switch (rollout) {
    case 'onIdle':
      return busy === 0
        ? `${counted(open)} ${move} to it now.`
        : `${counted(open)} ${move} to it, ${busy} of them when the turn under way has ended.`;
    case 'immediate':
      return busy === 0
        ? `${counted(open)} ${move} to it at once.`
        : `${counted(open)} ${move} to it at once; ${busy === 1 ? 'a turn' : `${busy} turns`} under way will be taken again.`;
    case 'newSessions':
      return `${counted(open)} ${stay} as ${open === 1 ? 'it is' : 'they are'}: only new sessions get it.`;
    default:
      return rollout satisfies never;
  }
}

const speeds: Readonly<Record<HistoryEntry['available'], string>> = {
  image: 'Its image is here, so it takes seconds.',
  rebuild: 'Its image is gone and has to be built again first.',
  gone: 'Its sources are gone: it can’t be run again.',
};

export const speedOf = (available: HistoryEntry['available']): string => speeds[available];
