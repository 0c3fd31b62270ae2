// A process of the installation in one line.

import { age } from '../output/age.ts';

export interface ProcessView {
  readonly id: string;
  readonly role: string;
  readonly version: string;
  readonly state: 'alive' | 'gone';
  readonly started_at: string;
  readonly seen_at: string;
}

export function describeProcess(view: ProcessView, now: number): string {
  const { id, role, version, state, started_at: started, seen_at: seen } = view;
  return `${role} ${id.slice(0, 8)} ${state}, version ${version}, for ${age(started, now)}, seen ${age(seen, now)} ago`;
}
