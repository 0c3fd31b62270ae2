// A link whose user keeps what it hears, and stores ends at once unless told otherwise.

import { setTimeout as delay } from 'node:timers/promises';
import type { Attachment } from '../../../runtime/containers/engine.ts';
import { createLink } from '../../../runtime/sessions/link/create-link.ts';
import {
  isTurnEnd,
  type HelloFrame,
  type NumberedFrame,
  type TurnEndFrame,
} from '../../../runtime/sessions/link/frames.ts';
import type { Link } from '../../../runtime/sessions/link/link.ts';
import type { LocalSupervisor } from './local-supervisor.ts';

export interface TestLinkOptions {
  readonly attach?: () => Promise<Attachment>;
  readonly epoch?: number;
  /** Whether ends are acknowledged as they come; true where left out. */
  readonly stores?: boolean;
  readonly helloTimeoutMs?: number;
  /** Called with every frame. */
  readonly onFrame?: () => void;
}

export interface TestLink extends AsyncDisposable {
  readonly link: Link;
  readonly frames: readonly NumberedFrame[];
  readonly hellos: readonly HelloFrame[];
  /** The turn's end, with its reply where it has one. */
  end(turn: string): Promise<TurnEndFrame & { readonly content?: string }>;
}

let ids = 0;

/** One that fails to open is closed by itself. */
export async function openTestLink(
  supervisor: LocalSupervisor | undefined,
  options: TestLinkOptions = {},
): Promise<TestLink> {
  const frames: NumberedFrame[] = [];
  const hellos: HelloFrame[] = [];
  const waiting = new Map<string, (frame: TurnEndFrame) => void>();
  const attach = options.attach ?? supervisor?.attach;
  if (attach === undefined) throw new Error('There is nothing to attach to.');
  const link = createLink({
    attach,
    epoch: options.epoch ?? 1,
    clock: { now: Date.now, wait: (ms, wait = {}) => delay(ms, undefined, wait) },
    newId: () => `id-${(ids += 1)}`,
    ...(options.helloTimeoutMs !== undefined && { helloTimeoutMs: options.helloTimeoutMs }),
    onHello: (hello) => hellos.push(hello),
    onFrame(frame) {
      frames.push(frame);
      options.onFrame?.();
      if (!isTurnEnd(frame)) return;
      if (options.stores ?? true) link.ack(frame.seq);
      waiting.get(frame.turn)?.(frame);
    },
  });
  await link.open();
  return {
    link,
    frames,
    hellos,
    end(turn) {
      const there = frames.filter(isTurnEnd).find((frame) => frame.turn === turn);
      if (there !== undefined) return Promise.resolve(there);
      return new Promise((resolve) => waiting.set(turn, resolve));
    },
    async [Symbol.asyncDispose]() {
      link.close();
    },
  };
}
