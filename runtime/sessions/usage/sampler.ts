// Looks at the sessions that this process is attached to, a few at a time: each is asked what it uses, and what it used
// since is added up together with how far that was counted, so that a crash neither loses nor doubles it.

import type { Clock } from '../../../state/model/clock.ts';
import { hourOf } from '../../../state/model/amounts.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Meter } from '../../../state/model/measurement.ts';
import type { SampledRow, SessionOwner } from '../../../state/store/samples.ts';
import type { Store } from '../../../state/store/store.ts';
import type { LiveLink } from '../links.ts';
import type { SessionLogger } from '../ports.ts';
import { lookAt, nextLookMs, type Look } from './look.ts';

export interface SamplerDeps {
  readonly store: Pick<Store, 'transaction' | 'samples'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly links: () => Iterable<readonly [SessionId, LiveLink]>;
  readonly meter: Meter;
  readonly logger: SessionLogger;
  /** How often a session that works is looked at; left out, {@link SAMPLE_MS}. */
  readonly periodMs?: number;
}

export interface Sampler {
  /** One step: those that are due. */
  step(): Promise<void>;
  /** Steps until the signal aborts. */
  run(wait: { readonly signal: AbortSignal }): Promise<void>;
}

export const SAMPLE_MS = 15_000;
/** The period is gone through in so many steps. */
const STEPS = 15;
/** Whoever does not answer by then was frozen meanwhile, or is going. */
const PATIENCE_MS = 5_000;

interface Known {
  readonly live: LiveLink;
  dueAt: number;
  isAsked: boolean;
  last: SampledRow | undefined;
  isRead: boolean;
}

export function createSampler(deps: SamplerDeps): Sampler {
  const { store, clock, periodMs = SAMPLE_MS } = deps;
  const known = new Map<SessionId, Known>();

  /** Newcomers are spread over a period, so that those of a restart are not looked at all at once. */
  function follow(now: number): void {
    const there = new Set<SessionId>();
    for (const [id, live] of deps.links()) {
      there.add(id);
      if (known.get(id)?.live === live) continue;
      const dueAt = now + deps.random() * periodMs;
      known.set(id, { live, dueAt, isAsked: false, last: undefined, isRead: false });
    }
    for (const id of known.keys()) if (!there.has(id)) known.delete(id);
  }

  async function readLast(due: readonly (readonly [SessionId, Known])[]): Promise<void> {
    const unread = due.filter(([, { isRead }]) => !isRead);
    const rows = await store.samples.get(unread.map(([id]) => id));
    for (const [id, each] of unread) {
      each.last = rows.find(({ sessionId }) => sessionId === id);
      each.isRead = true;
    }
  }

  async function ask(id: SessionId, each: Known): Promise<Look | undefined> {
    each.isAsked = true;
    const answer = each.live.link
      .request({ type: 'stats' })
      .catch(() => undefined)
      .finally(() => (each.isAsked = false));
    const enough = new AbortController();
    const late = clock.wait(PATIENCE_MS, { signal: enough.signal }).catch(() => undefined);
    const said = await Promise.race([answer, late]);
    enough.abort('answered');
    if (typeof said !== 'object') return undefined;
    const {
      boot,
      cpu_ms: cpuMs = 0,
      received_bytes: rxBytes,
      sent_bytes: txBytes,
      memory_bytes,
      workspace,
    } = said;
    const [memory, disk] = [memory_bytes ?? null, workspace?.bytes ?? null];
    return lookAt(id, each.last, { boot, at: clock.now(), cpuMs, rxBytes, txBytes, memory, disk });
  }

  async function write(looks: ReadonlyMap<SessionOwner, Look>): Promise<void> {
    const rows = [...looks].map(([{ id: sessionId, space, createdBy }, { row, amounts }]) =>
      Object.assign(
        { sessionId, space, hour: hourOf(row.at), agent: '', account: createdBy, currency: '' },
        amounts,
      ),
    );
    await store.transaction(async ({ usage, samples }) => {
      await usage.add(rows);
      await samples.put([...looks.values()].map(({ row }) => row));
    });
  }

  async function step(): Promise<void> {
    const now = clock.now();
    follow(now);
    const due = [...known].filter(([, { dueAt, isAsked }]) => dueAt <= now && !isAsked);
    if (due.length === 0) return;
    const owners = new Map(
      (await store.samples.owners(due.map(([id]) => id))).map((owner) => [owner.id, owner]),
    );
    await readLast(due);
    const looks = new Map<SessionOwner, Look>();
    await Promise.all(
      due.map(async ([id, each]) => {
        each.dueAt = now + periodMs;
        const owner = owners.get(id);
        // Whoever is frozen can't answer, and uses nothing but memory.
        if (owner === undefined || (owner.state !== 'idle' && owner.state !== 'busy')) return;
        const look = await ask(id, each);
        if (look === undefined) return;
        each.dueAt = now + nextLookMs(owner.state, look.row, periodMs);
        looks.set(owner, look);
      }),
    );
    if (looks.size === 0) return;
    await write(looks);
    for (const [{ id, space }, { row, amounts }] of looks) {
      const each = known.get(id);
      if (each !== undefined) each.last = row;
      const { cpuMs, rxBytes, txBytes } = amounts;
      deps.meter({ type: 'sampled', space, cpuMs, rxBytes, txBytes });
    }
  }

  return {
    step,
    async run({ signal }) {
      while (!signal.aborted) {
        try {
          await clock.wait(periodMs / STEPS, { signal });
          await step();
        } catch (error) {
          if (signal.aborted) return;
          deps.logger.warn({ err: error }, 'What sessions use could not be looked at.');
        }
      }
    },
  };
}
