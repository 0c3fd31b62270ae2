// One runtime's connection to one session's supervisor: survives a lost stream, repeats what was not answered, and
// acknowledges only what its user has stored.

import type { Attachment, Waiting } from '../../containers/engine.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { LinkError } from './errors.ts';
import type { Command, HelloFrame, NumberedFrame, Results } from './frames.ts';

export interface LinkDeps {
  /** `containers.attach` of the session's container; called again when the stream was lost. */
  readonly attach: (wait: Waiting) => Promise<Attachment>;
  /** The lease under which this runtime speaks. */
  readonly epoch: number;
  readonly clock: Clock;
  /** Unique in this installation; makes the ids of commands. */
  readonly newId: () => string;
  /** Told at every attachment, before the frames that follow it. Must not throw. */
  readonly onHello?: (hello: HelloFrame) => void;
  /** Told every numbered frame once, in order. Must not throw. */
  readonly onFrame: (frame: NumberedFrame) => void;
  /** What the supervisor itself says on its standard error: only when something is broken. */
  readonly onErrors?: (text: string) => void;
  /** Milliseconds; 10,000 where left out. */
  readonly helloTimeoutMs?: number;
  /** How long to try to attach again after the stream was lost; 10,000 where left out. */
  readonly reattachMs?: number;
}

export interface RequestOptions extends Waiting {
  /** Left out, a new one. The same id never has a second effect. */
  readonly id?: string;
}

export interface Link {
  /**
   * Attaches and resolves with the supervisor's first hello. Throws `SUPERVISOR_SILENT`, `PROTOCOL_MISMATCH`,
   * `STALE_EPOCH`, or what `attach` throws; the link is closed then.
   */
  open(wait?: Waiting): Promise<HelloFrame>;
  /**
   * Resolves with the answer's result; throws its error as a {@link LinkError} of the same code. Sent again after each
   * reattachment until answered; throws what the link was closed with when it is closed before. An aborted request may
   * have had its effect.
   */
  request<C extends Command>(command: C, options?: RequestOptions): Promise<Results[C['type']]>;
  /**
   * The end of a turn, or a question, with this number is stored. Other frames count as acknowledged once `onFrame` was called. Sent in
   * batches; what was not sent when the runtime dies is repeated to its successor.
   */
  ack(seq: number): void;
  /** Resolves once: with the error that ended the link, or undefined after `close()`. */
  readonly closed: Promise<LinkError | undefined>;
  /** Sends the acknowledgements it has and detaches; the container goes on. */
  close(): void;
}
