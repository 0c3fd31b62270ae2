// Whether a session needs no run, as far as a list of containers shows: a cheap look at many. Pure.

import type { SessionRow } from '../../../state/store/sessions.ts';
import type { ContainerView } from '../../containers/engine.ts';
import { containerName } from '../names.ts';

export interface Glance {
  readonly row: SessionRow;
  /** All containers of the session. */
  readonly containers: readonly Pick<ContainerView, 'name' | 'state'>[];
  /** The image of its space. */
  readonly image: string | null;
  readonly isLinked: boolean;
}

/** False where in doubt: a run that finds nothing to do is cheap. */
export function looksSettled({ row, containers, image, isLinked }: Glance): boolean {
  if (row.deadlineAt !== null) return false;
  const [own, ...others] = containers;
  if (others.length > 0) return false;
  switch (row.state) {
    case 'idle':
    case 'busy': {
      const isThere = own?.name === containerName(row) && own.state === 'running';
      return isThere && isLinked && row.target === 'running' && row.image === image;
    }
    case 'paused':
      return own?.name === containerName(row) && own.state === 'paused' && row.target === 'paused';
    case 'suspended':
      return own === undefined && row.target === 'suspended';
    case 'error':
      return own === undefined && row.target !== 'closed';
    case 'init':
      return false;
    case 'closed':
      return true;
    default:
      return row.state satisfies never;
  }
}
