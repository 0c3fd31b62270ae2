// One turn with the supervisor that runs it: configure the agent, start the turn or find that it runs already, and hear
// its end.

import type { TurnRow } from '../../../state/store/turns.ts';
import type { Checkpoint } from '../checkpoints.ts';
import type { LiveLink } from '../links.ts';
import type { TurnContext, TurnEndFrame } from '../link/frames.ts';
import type { WorkerConfiguration } from './worker-configuration.ts';

export type Conducted =
  | { readonly type: 'ended'; readonly frame: TurnEndFrame }
  /** It ended under this attempt, and somebody stored that. */
  | { readonly type: 'acknowledged' }
  /** The link is gone, or the signal was aborted. */
  | { readonly type: 'left' };

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
  { link, ends }: LiveLink,
  work: {
    readonly turn: TurnRow;
    readonly agent: string;
    readonly message: string;
    readonly context: TurnContext;
    readonly signal: AbortSignal;
    readonly checkpoint: Checkpoint;
  },
): Promise<Conducted> {
  const { turn, agent, message, context, signal } = work;
  const { id, attempt } = turn;
  const end = ends.wait(id, attempt, signal);
  const started = await link
    .request({ type: 'turn.start', turn: id, attempt, agent, message, context }, { signal })
    .catch((thrown: unknown) => {
      // It may have been heard all the same.
      if (signal.aborted) return undefined;
      throw thrown;
    });
  if (started === undefined) return { type: 'left' };
  await work.checkpoint('turn.sent');
  if (started.state === 'acknowledged') return { type: 'acknowledged' };
  const frame = await end;
  return frame === undefined ? { type: 'left' } : { type: 'ended', frame };
}
