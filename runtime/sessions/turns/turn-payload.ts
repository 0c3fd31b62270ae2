// What a turn's task carries beside its key, the turn's id: enough to read all that the turn needs at once. Pure.

import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import type { TaskRow } from '../../../state/store/tasks.ts';

/** How often a task may be claimed anew because of errors that may pass; a turn's own attempts are counted elsewhere. */
export const TASK_ATTEMPTS = 10;

export interface TurnPayload {
  readonly session: SessionId;
  /** Who wrote the message. */
  readonly by: string;
  readonly space: string;
  /** Empty where a model chooses it once the task is claimed. */
  readonly agent: string;
  /** How long the turn may take, where that is not as long as the agent allows. */
  readonly timeoutSeconds?: number | undefined;
  /** The span in which the message was accepted, or the question asked. */
  readonly traceparent?: string | undefined;
}

export function turnOfTask(
  task: Pick<TaskRow, 'key' | 'payload'>,
): Omit<TurnPayload, 'session'> & { readonly turnId: TurnId; readonly sessionId: SessionId } {
  const { session: sessionId, ...payload } = task.payload as TurnPayload;
  return { ...payload, turnId: task.key as TurnId, sessionId };
}
