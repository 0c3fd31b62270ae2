// The beginning of every attachment: attach, a newline, hello, and the hello that answers it.

import type { Clock } from '../../../state/model/clock.ts';
import type { Attachment, Waiting } from '../../containers/engine.ts';
import { connect, type Connection } from './connection.ts';
import { LinkError } from './errors.ts';
import { PROTOCOL_VERSION, understands } from './frames.ts';
import type { Frame, HelloFrame } from './frames.ts';
import { errorOf } from './requests.ts';

export interface Greeting {
  readonly attach: (wait: Waiting) => Promise<Attachment>;
  readonly clock: Clock;
  readonly id: string;
  readonly epoch: number;
  /** What this link has seen already. */
  readonly seen: { readonly boot: string; readonly seq: number } | undefined;
  readonly patienceMs: number;
  /** Called before any frame that follows the hello is heard. */
  readonly onHello: (hello: HelloFrame, connection: Connection) => void;
  readonly onFrame: (frame: Frame, connection: Connection) => void;
  readonly onErrors: (text: string) => void;
}

/** Throws `SUPERVISOR_SILENT`, `SUPERVISOR_RESTARTED`, `PROTOCOL_MISMATCH`, `STALE_EPOCH`, or what `attach` throws. */
export async function greet(greeting: Greeting, signal: AbortSignal): Promise<HelloFrame> {
  const { id, epoch, seen, patienceMs } = greeting;
  const greeted = Promise.withResolvers<HelloFrame>();
  const over = new AbortController();
  const connection = connect(await greeting.attach({ signal }), {
    onFrame: hearHello,
    // Before the hello it was meant for somebody else; after it something is lost that only a new hello repeats.
    onGarbage: () => (heard ? connection.end() : undefined),
    onErrors: hearErrors,
  });
  let heard = false;
  let errors = '';

  function hearHello(frame: Frame): void {
    if (heard) {
      greeting.onFrame(frame, connection);
      return;
    }
    if (!('re' in frame) || frame.re !== id) return;
    const refusal = unusable(frame, seen?.boot);
    if (refusal !== undefined || frame.type !== 'hello') {
      greeted.reject(refusal);
      return;
    }
    heard = true;
    greeting.onHello(frame, connection);
    greeted.resolve(frame);
  }

  function hearErrors(text: string): void {
    errors = (errors + text).slice(-2000);
    greeting.onErrors(text);
  }

  function giveUp(what: string): void {
    greeted.reject(new LinkError('SUPERVISOR_SILENT', `The supervisor ${what}.`, { details: { errors } }));
  }

  const abort = (): void => greeted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  void connection.ended.then(() => giveUp('ended before it said hello'));
  void greeting.clock
    .wait(patienceMs, { signal: over.signal })
    .then(() => giveUp(`did not say hello within ${patienceMs} ms`))
    .catch(() => undefined);
  const words = { type: 'hello', id, epoch, version: PROTOCOL_VERSION, ...(seen && { seen }) };
  connection.send(Buffer.from(`\n${JSON.stringify(words)}\n`));
  try {
    return await greeted.promise;
  } catch (failure) {
    connection.end();
    throw failure;
  } finally {
    over.abort();
    signal.removeEventListener('abort', abort);
  }
}

function unusable(frame: Frame, boot: string | undefined): LinkError | undefined {
  if (frame.type === 'answer' && !frame.ok) return errorOf(frame.error);
  if (frame.type !== 'hello') return new LinkError('PROTOCOL_MISMATCH', 'The supervisor answered no hello.');
  if (!understands(frame.version)) {
    const message = `The supervisor speaks version ${frame.version}, this runtime ${PROTOCOL_VERSION}.`;
    return new LinkError('PROTOCOL_MISMATCH', message);
  }
  if (boot !== undefined && frame.boot !== boot) {
    return new LinkError('SUPERVISOR_RESTARTED', 'The supervisor was started again; what it held is gone.');
  }
  return undefined;
}
