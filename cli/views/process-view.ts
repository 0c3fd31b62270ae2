// A process of the installation in one line.

import type { ProcessView } from '../../server/api/shapes/runtime.ts';
import { age } from '../output/age.ts';

export function describeProcess(view: ProcessView, now: number): string {
  const { id, role, version, state, started_at: started, seen_at: seen } = view;
  return `${role} ${id.slice(0, 8)} ${state}, version ${version}, for ${age(started, now)}, seen ${age(seen, now)} ago`;
}
