// One turn with the supervisor that runs it: configure the agent, start the turn or find that it runs already, and hear
// its end.

import type { Clock } from '../../../state/model/clock.ts';
import type { Waiting } from '../../containers/engine.ts';
import type { Checkpoint } from '../checkpoints.ts';
import type { SpaceFacts } from '../lifecycle/facts.ts';
import type { LiveLink } from '../links.ts';
import { isLinkError } from '../link/errors.ts';
import type { Results, TurnEndFrame, TurnStartCommand } from '../link/frames.ts';
import { withoutAddress } from '../routing/mentions.ts';
import type { BegunTurn } from './begun-turn.ts';
import { contextOf } from './context.ts';
import type { WorkerConfiguration } from './worker-configuration.ts';

export type Conducted =
  | { readonly type: 'ended'; readonly frame: TurnEndFrame }
  /** It ended under this attempt, and somebody stored that. */
  | { readonly type: 'acknowledged' }
  /** The link is gone, or the signal was aborted. */
  | { readonly type: 'left' };

export interface ConductOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly checkpoint: Checkpoint;
  /** For the agent's own spans. */
  readonly traceparent?: string | undefined;
}

/** For an end that nobody told of, such as that of a process which the agent left behind. */
const BUSY_RECHECK_MS = 1_000;

/** Whether the worker may start as it is: as it should be now, or as it was where the space leaves its containers as they are. */
export function isConfigured(
  { configured }: Pick<LiveLink, 'configured'>,
  { agent, revision }: WorkerConfiguration['command'],
  rollout: SpaceFacts['rollout'] | undefined,
): boolean {
  return rollout === 'newSessions' ? configured.has(agent) : configured.get(agent) === revision;
}

/** Throws `LinkError`s of the supervisor's answers. Repeating it never starts the turn twice. */
export async function configure(
  { link, configured }: LiveLink,
  { command }: WorkerConfiguration,
  wait: Waiting,
): Promise<void> {
  if (configured.get(command.agent) === command.revision) return;
  await link.request(command, wait);
  configured.set(command.agent, command.revision);
}

/**
 * A turn whose end is stored may still be running: one that was cancelled, until the supervisor has heard of it. Then the
 * agent is busy, and this one starts when that one has stopped.
 */
async function startWhenFree(
  { link, ends }: LiveLink,
  command: TurnStartCommand,
  { signal, clock }: Pick<ConductOptions, 'signal' | 'clock'>,
): Promise<Results['turn.start']> {
  for (;;) {
    // Asked for first: it may be told in the same breath as the answer.
    const stopped = ends.next();
    try {
      return await link.request(command, { signal });
    } catch (thrown) {
      if (!isLinkError(thrown, 'AGENT_BUSY')) throw thrown;
    }
    const enough = new AbortController();
    const pause = clock.wait(BUSY_RECHECK_MS, { signal: AbortSignal.any([signal, enough.signal]) });
    await Promise.race([stopped, pause.catch(() => undefined)]);
    enough.abort('stopped');
    signal.throwIfAborted();
  }
}

export async function conduct(
  begun: BegunTurn,
  { signal, clock, checkpoint, traceparent }: ConductOptions,
): Promise<Conducted> {
  const { turn, agent, content, live, timeoutSeconds } = begun;
  const { id, attempt } = turn;
  const message = withoutAddress(content, agent);
  const context = contextOf(begun, clock.now(), traceparent);
  const end = live.ends.wait(id, attempt, signal);
  const limit = timeoutSeconds === undefined ? {} : { timeout_seconds: timeoutSeconds };
  const start = { type: 'turn.start', turn: id, attempt, agent, message, context, ...limit } as const;
  const started = await startWhenFree(live, start, { signal, clock }).catch((thrown: unknown) => {
    // It may have been heard all the same.
    if (signal.aborted) return undefined;
    throw thrown;
  });
  if (started === undefined) return { type: 'left' };
  await checkpoint('turn.sent');
  if (started.state === 'acknowledged') return { type: 'acknowledged' };
  const frame = await end;
  return frame === undefined ? { type: 'left' } : { type: 'ended', frame };
}
