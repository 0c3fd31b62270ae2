// One turn with the supervisor that runs it: configure the agent, start the turn or find that it runs already, and hear
// its end.

import type { Checkpoint } from '../checkpoints.ts';
import type { LiveLink } from '../links.ts';
import type { TurnEndFrame } from '../link/frames.ts';
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
  readonly now: number;
  readonly checkpoint: Checkpoint;
}

/** Throws `LinkError`s of the supervisor's answers. Repeating it never starts the turn twice. */
export async function configure(
  { link, configured }: LiveLink,
  { command }: WorkerConfiguration,
  signal: AbortSignal,
): Promise<void> {
  if (configured.get(command.agent) === command.revision) return;
  await link.request(command, { signal });
  configured.set(command.agent, command.revision);
}

export async function conduct(
  begun: BegunTurn,
  { signal, now, checkpoint }: ConductOptions,
): Promise<Conducted> {
  const { turn, agent, content, live } = begun;
  const { id, attempt } = turn;
  const message = withoutAddress(content, agent);
  const context = contextOf(begun, now);
  const end = live.ends.wait(id, attempt, signal);
  const started = await live.link
    .request({ type: 'turn.start', turn: id, attempt, agent, message, context }, { signal })
    .catch((thrown: unknown) => {
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
