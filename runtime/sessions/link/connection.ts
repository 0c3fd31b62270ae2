// One attachment to a supervisor, as frames in and bytes out. Knows nothing of what they mean.

import type { Attachment } from '../../containers/engine.ts';
import { createJoiner } from './chunks.ts';
import type { Frame } from './frames.ts';
import { createLineSplitter } from './lines.ts';

export interface ConnectionEvents {
  /** Frames as they come, chunked ones joined. Types that we don't know come too. */
  readonly onFrame: (frame: Frame) => void;
  /** A line that is no frame: half of what was said to somebody else, or a broken stream. */
  readonly onGarbage: () => void;
  readonly onErrors: (text: string) => void;
}

export interface Connection {
  send(bytes: Buffer): void;
  /** Resolves when the stream has ended, for whatever reason. */
  readonly ended: Promise<void>;
  end(): void;
}

export function connect(attachment: Attachment, events: ConnectionEvents): Connection {
  const join = createJoiner();
  const frameOf = (line: Buffer): Frame | undefined => {
    const frame = JSON.parse(line.toString('utf8')) as Frame | { readonly type: 'chunk' };
    if (frame.type !== 'chunk') return frame;
    const whole = join(frame);
    return whole === undefined ? undefined : (JSON.parse(whole) as Frame);
  };
  const split = createLineSplitter((line) => {
    if (line.length === 0) return;
    let frame: Frame | undefined;
    try {
      frame = frameOf(line);
    } catch {
      events.onGarbage();
      return;
    }
    if (frame !== undefined) events.onFrame(frame);
  });

  attachment.output.on('data', split);
  attachment.errors.on('data', (bytes: Buffer) => events.onErrors(bytes.toString('utf8')));
  // A broken pipe is the end of the stream, which `closed` tells.
  for (const stream of [attachment.input, attachment.output, attachment.errors]) {
    stream.on('error', () => attachment.end());
  }
  return {
    send: (bytes) => void attachment.input.write(bytes),
    ended: attachment.closed,
    end: () => attachment.end(),
  };
}
