// The thread's side: answers the calls of a threaded loader from a loader of its own.

import type { MessagePort } from 'node:worker_threads';

import type { Loader, Part } from '../loader.ts';
import { toPlain, type FromThread, type LoaderMethod, type ToThread } from './messages.ts';

export function serveLoader(port: MessagePort, loader: Loader): void {
  const running = new Map<number, AbortController>();
  /** The parts of the newest reading, given out one by one. */
  let giving: { readonly serial: number; readonly parts: AsyncIterator<Part> } | undefined;

  async function nextPart(serial: number): Promise<Part | null> {
    if (giving?.serial !== serial) {
      giving = { serial, parts: loader.parts(serial)[Symbol.asyncIterator]() };
    }
    const { done, value } = await giving.parts.next();
    if (done !== true) return value;
    giving = undefined;
    return null;
  }

  const methods: Readonly<Record<LoaderMethod, (args: never[], signal: AbortSignal) => Promise<unknown>>> = {
    know: (args) => loader.know(...(args as unknown as Parameters<Loader['know']>)),
    read: ([config, sessions, options], signal) =>
      loader.read(config as never, sessions as never, { ...(options as unknown as object), signal }),
    part: ([serial]) => nextPart(serial as unknown as number),
    acknowledge: ([serial]) => loader.acknowledge(serial as unknown as number),
    retainSources: ([needed, options], signal) =>
      loader.retainSources(needed as never, { ...(options as unknown as { dryRun: boolean }), signal }),
    edit: ([asked], signal) => loader.edit(asked as never, { signal }),
    review: ([asked], signal) => loader.review(asked as never, { signal }),
    plan: ([config, sessions, files, beside], signal) =>
      loader.plan(config as never, sessions as never, files, { ...(beside as unknown as object), signal }),
  };

  async function answer(id: number, method: LoaderMethod, args: readonly unknown[]): Promise<void> {
    const abort = new AbortController();
    running.set(id, abort);
    let message: FromThread;
    try {
      message = { type: 'answer', id, value: await methods[method](args as never[], abort.signal) };
    } catch (thrown) {
      message = { type: 'failure', id, error: toPlain(thrown) };
    }
    running.delete(id);
    port.postMessage(message);
  }

  port.on('message', (message: ToThread) => {
    if (message.type === 'abort') running.get(message.id)?.abort(new Error('The call was aborted'));
    else void answer(message.id, message.method, message.args);
  });
}
