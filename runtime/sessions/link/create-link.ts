// Builds the link: says hello, passes frames on in order, and attaches again when the stream is lost.

import { messageOf, RaworcError } from '../../../state/model/errors.ts';
import { createAcknowledgement } from './acknowledgement.ts';
import type { Connection } from './connection.ts';
import { LinkError } from './errors.ts';
import { isToStore, type Frame, type HelloFrame, type NumberedFrame } from './frames.ts';
import { greet } from './greeting.ts';
import type { Link, LinkDeps } from './link.ts';
import { createRequests } from './requests.ts';

const HELLO_TIMEOUT_MS = 10_000;
const REATTACH_MS = 10_000;
const REATTACH_PAUSE_MS = 50;

export function createLink(deps: LinkDeps): Link {
  const { epoch, clock } = deps;
  const closing = new AbortController();
  const ended = Promise.withResolvers<LinkError | undefined>();
  let connection: Connection | undefined;
  let boot: string | undefined;
  let lastSeq = 0;

  const send = (bytes: Buffer): void => connection?.send(bytes);
  const ackOf = (seq: number): Buffer =>
    Buffer.from(`${JSON.stringify({ type: 'ack', boot, seq, epoch })}\n`);
  const acknowledgement = createAcknowledgement(clock, closing.signal, (seq) => send(ackOf(seq)));
  const requests = createRequests(epoch, (command) => {
    const seq = connection && acknowledgement.take();
    send(seq === undefined ? command : Buffer.concat([ackOf(seq), command]));
  });

  function finish(error: LinkError | undefined): void {
    if (closing.signal.aborted) return;
    acknowledgement.flush();
    closing.abort(error);
    connection?.end();
    connection = undefined;
    requests.fail(error ?? closed());
    ended.resolve(error);
  }

  function deliver(frame: NumberedFrame): void {
    if (frame.seq <= lastSeq) return;
    lastSeq = frame.seq;
    acknowledgement.delivered(frame.seq, isToStore(frame));
    deps.onFrame(frame);
  }

  function hear(frame: Frame): void {
    switch (frame.type) {
      case 'answer':
        requests.answer(frame);
        return;
      case 'bad_frame':
        requests.garbled(frame);
        return;
      case 'hello':
        // Said to somebody else on the same container.
        if (frame.epoch > epoch) finish(new LinkError('STALE_EPOCH', `Epoch ${epoch} is over.`));
        return;
      default:
        // A type that we don't know is delivered too: to be passed over, but counted.
        if (typeof frame.seq === 'number') deliver(frame);
    }
  }

  const establish = (signal: AbortSignal): Promise<HelloFrame> =>
    greet(
      {
        attach: deps.attach,
        clock,
        id: deps.newId(),
        epoch,
        seen: boot === undefined ? undefined : { boot, seq: lastSeq },
        patienceMs: deps.helloTimeoutMs ?? HELLO_TIMEOUT_MS,
        onHello(hello, next) {
          boot = hello.boot;
          connection = next;
          deps.onHello?.(hello);
          acknowledgement.flush({ again: true });
          requests.resend();
        },
        onFrame: (frame, from) => (from === connection ? hear(frame) : undefined),
        onErrors: (text) => deps.onErrors?.(text),
      },
      signal,
    );

  async function reattach(until: number): Promise<void> {
    for (;;) {
      try {
        await establish(closing.signal);
        return;
      } catch (failure) {
        if (failure instanceof LinkError && failure.code !== 'SUPERVISOR_SILENT') throw failure;
        const hopeless = failure instanceof RaworcError && failure.disposition === 'stop';
        if (hopeless || clock.now() >= until) throw lost(failure);
        await clock.wait(REATTACH_PAUSE_MS, { signal: closing.signal });
      }
    }
  }

  /** Attaches again whenever the stream is lost, until the link is closed or it takes too long. */
  async function hold(): Promise<void> {
    while (connection !== undefined) {
      await connection.ended;
      connection = undefined;
      if (closing.signal.aborted) return;
      await reattach(clock.now() + (deps.reattachMs ?? REATTACH_MS));
    }
  }

  return {
    async open(wait = {}) {
      const signal = wait.signal ? AbortSignal.any([wait.signal, closing.signal]) : closing.signal;
      try {
        const hello = await establish(signal);
        hold().catch((failure: unknown) => finish(lost(failure)));
        return hello;
      } catch (failure) {
        finish(lost(failure));
        throw failure;
      }
    },
    async request(command, options = {}) {
      if (closing.signal.aborted) throw (await ended.promise) ?? closed();
      return (await requests.add(options.id ?? deps.newId(), command, options.signal)) as never;
    },
    ack: (seq) => acknowledgement.stored(seq),
    closed: ended.promise,
    close: () => finish(undefined),
  };
}

const closed = (): LinkError => new LinkError('LINK_CLOSED', 'The link to the supervisor was closed.');

const lost = (thrown: unknown): LinkError =>
  thrown instanceof LinkError
    ? thrown
    : new LinkError('LINK_LOST', `The supervisor can't be reached: ${messageOf(thrown)}`, { cause: thrown });
