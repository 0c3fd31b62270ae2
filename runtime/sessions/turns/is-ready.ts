// Whether turns may begin in a session's container. Pure.

import type { SessionRow } from '../../../state/store/sessions.ts';

export function isReady({ state, target, containerId }: SessionRow): boolean {
  return (state === 'idle' || state === 'busy') && target === 'running' && containerId !== null;
}
