// Follows server-sent events with a token, which the browser's own EventSource can't send. Comes back after each break, with
// the last event it has.

import { ask } from './client.ts';
import { ApiProblem } from './problem.ts';

export interface StreamEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: unknown;
}

export interface Following {
  readonly signal: AbortSignal;
  /** False while the server can't be reached. */
  readonly onConnected?: (isConnected: boolean) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Until the signal aborts. Throws where asking again is pointless. */
export async function follow(
  path: string,
  { signal, onConnected }: Following,
  hear: (event: StreamEvent) => void,
): Promise<void> {
  let last: string | null = null;
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      const answer = await ask(path, {
        accept: 'text/event-stream',
        signal,
        ...(last === null ? {} : { headers: { 'last-event-id': last } }),
      });
      onConnected?.(true);
      if (answer.body === null) return;
      for await (const event of eventsOf(answer.body)) {
        pause = FIRST_PAUSE_MS;
        last = event.id ?? last;
        hear(event);
      }
    } catch (thrown) {
      if (signal.aborted) return;
      if (
        thrown instanceof ApiProblem &&
        thrown.status >= 400 &&
        thrown.status < 500 &&
        thrown.status !== 429
      )
        throw thrown;
    }
    onConnected?.(false);
    await paused(pause, signal);
  }
}

function paused(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)
    .getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** Undefined for comments and the advice when to come back. */
export function parseBlock(block: string): StreamEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    const before = fields.get(name);
    if (name !== '') fields.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return { id: fields.get('id') ?? null, event: fields.get('event') ?? 'message', data: JSON.parse(data) };
}
