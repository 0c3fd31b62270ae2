// The overview as it is now: read once, then kept up by what the server says has changed, merged once per frame.

import { signal } from '@preact/signals';
import { follow, type StreamEvent } from '../api/event-stream.ts';
import { type ApiProblem, asProblem } from '../api/problem.ts';
import type { Overview, OverviewChange, SpaceOverview } from '../api/shapes.ts';

export const overview = signal<Overview | null>(null);
export const overviewProblem = signal<ApiProblem | null>(null);
/** False while the server can't be reached: what is shown may be old. */
export const isConnected = signal(true);

export function merged(before: Overview, change: OverviewChange): Overview {
  const spaces = new Map(before.spaces.map((space): [string, SpaceOverview] => [space.name, space]));
  for (const space of change.spaces) spaces.set(space.name, space);
  for (const name of change.gone) spaces.delete(name);
  return {
    config: change.config ?? before.config,
    reviews: change.reviews ?? before.reviews,
    spaces: [...spaces.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Until the signal aborts. */
export async function followOverview(signal: AbortSignal): Promise<void> {
  let next: Overview | null = null;
  let frame = 0;
  const show = (): void => {
    frame = 0;
    if (!signal.aborted) overview.value = next;
  };
  const hear = ({ event, data }: StreamEvent): void => {
    if (event === 'overview') next = data as Overview;
    else if (event === 'change' && next !== null) next = merged(next, data as OverviewChange);
    frame ||= requestAnimationFrame(show);
  };
  overviewProblem.value = null;
  try {
    await follow('overview', { signal, onConnected: (is) => (isConnected.value = is) }, hear);
  } catch (thrown) {
    if (!signal.aborted) overviewProblem.value = asProblem(thrown);
  }
}
