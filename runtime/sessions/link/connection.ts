// One attachment to a supervisor, as frames in and bytes out. Knows nothing of what they mean.

import type { Attachment } from '../../containers/engine.ts';
import { createJoiner, isChunk } from './chunks.ts';
import type { Frame } from './frames.ts';
import { createLineSplitter } from './lines.ts';
import { readFrame } from './read-frame.ts';

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
    const value: unknown = JSON.parse(line.toString('utf8'));
    if (!isChunk(value)) return required(readFrame(value));
    const whole = join(value);
    return whole === undefined ? undefined : required(readFrame(JSON.parse(whole)));
  };
  const split = createLineSplitter((line) => {
    if (line?.length === 0) return;
    let frame: Frame | undefined;
    try {
      frame = line === undefined ? required(line) : frameOf(line);
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

function required(frame: Frame | undefined): Frame {
  if (frame === undefined) throw new Error('This line is no frame.');
  return frame;
}
