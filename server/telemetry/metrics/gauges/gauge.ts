// What gauges are made of: each noun has a file, which says how it is called and looks it up.

import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../../../../state/model/clock.ts';
import type { SpaceRow } from '../../../../state/store/spaces.ts';
import type { Store } from '../../../../state/store/store.ts';
import type { FewLabels } from '../few-labels.ts';

/** What GitHub lets an identity ask for, as its last answers said. */
export interface GitHubQuota {
  readonly identity: string;
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
}

export interface GaugeDeps {
  readonly store: Pick<Store, 'sessions' | 'tasks' | 'spaces' | 'revisions' | 'meta' | 'usage' | 'samples'>;
  readonly clock: Clock;
  readonly spaces: FewLabels;
  /** Empty where there is no account on GitHub. */
  readonly quotas: () => readonly GitHubQuota[];
  /** How many deliveries came to what since the process began. */
  readonly deliveries: () => ReadonlyMap<string, number>;
}

/** What is read once for all of them. */
export interface Seen {
  readonly now: number;
  readonly spaces: readonly SpaceRow[];
}

/** Brings its gauges up to date, by a number of statements that does not grow with what there is. */
export type Look = (seen: Seen) => Promise<void> | void;

export type MakeGauges = (registry: Registry, deps: GaugeDeps) => Look;

export function gaugesOf(registry: Registry) {
  return <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
}
