// Puts back what somebody changed by hand, on the engine and in the host's rules, and remembers what it found until it is reported.

import type { Egress } from '../../runtime/containers/egress.ts';
import type { Engine } from '../../runtime/containers/engine.ts';
import { spaceNetworkName } from '../../runtime/containers/network-name.ts';
import type { Clock } from '../../state/model/clock.ts';
import { messageOf } from '../../state/model/errors.ts';
import type { Meter } from '../../state/model/measurement.ts';
import type { Store } from '../../state/store/store.ts';
import { repairContainers } from './container-drift.ts';
import type { Log } from './log.ts';
import type { Nudges } from './nudges.ts';
import { HOST_RULES_DRIFT } from './space-network.ts';

export interface DriftWatch {
  repair(space: string): Promise<void>;
  /** Every container that stops leaves its network, so many events may mean one look. */
  repairSoon(space: string): Promise<void>;
  /** Where it fails nothing is known of any, and each space finds out and says what is wrong. */
  checkHostRules(): Promise<void>;
  /** What was found since it was asked last, as phrases. */
  take(space: string): readonly string[];
}

export interface DriftWatchDeps {
  readonly store: Pick<Store, 'spaces' | 'history'>;
  readonly engine: Pick<Engine, 'containers' | 'networks'>;
  readonly egress: Pick<Egress, 'check' | 'forget'>;
  readonly installationId: string;
  readonly nudge: Pick<Nudges, 'space'>;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly log: Log;
  /** Aborted when the loop stops. */
  readonly signal: AbortSignal;
}

/** So long events are gathered for one look. */
const GATHER_MS = 2_000;

export function createDriftWatch(deps: DriftWatchDeps): DriftWatch {
  const { store, engine, egress, installationId, nudge, clock, meter, log, signal } = deps;
  const repaired = new Map<string, readonly string[]>();
  const lookingSoon = new Set<string>();

  function note(space: string, found: readonly string[]): void {
    meter({ type: 'drift-repaired', space, count: found.length });
    repaired.set(space, [...(repaired.get(space) ?? []), ...found]);
  }

  /** Our own repairs and moves cause the same events; looking again then finds nothing. */
  async function repair(space: string): Promise<void> {
    try {
      const found = await repairContainers({ store, engine, installationId }, space, signal);
      if (found.length === 0) return;
      note(space, found);
      nudge.space(space, 'background');
    } catch (error) {
      if (!signal.aborted) log.warn({ space, error: messageOf(error) }, 'Drift could not be repaired.');
    }
  }

  return {
    repair,

    async repairSoon(space) {
      if (lookingSoon.has(space)) return;
      lookingSoon.add(space);
      await clock.wait(GATHER_MS, { signal }).catch(() => undefined);
      lookingSoon.delete(space);
      if (!signal.aborted) await repair(space);
    },

    async checkHostRules() {
      try {
        const wrong = new Set(await egress.check({ signal }));
        if (wrong.size === 0) return;
        for (const { name } of await store.spaces.list()) {
          if (wrong.has(spaceNetworkName(installationId, name))) note(name, [HOST_RULES_DRIFT]);
        }
      } catch (error) {
        egress.forget();
        if (!signal.aborted) log.warn({ error: messageOf(error) }, 'Host rules could not be checked.');
      }
    },

    take(space) {
      const found = repaired.get(space) ?? [];
      repaired.delete(space);
      return found;
    },
  };
}
