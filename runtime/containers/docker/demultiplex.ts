// The engine's framing of two streams over one connection: eight bytes of header (which stream, how long), then the
// payload. Payload is passed on as it arrives, without waiting for whole frames and without copying.

const HEADER_BYTES = 8;

export type StreamName = 'output' | 'errors';

/** Returns a function to feed with bytes as they come; it returns what `deliver` returned false for: "stop, full". */
export function createDemultiplexer(
  deliver: (stream: StreamName, bytes: Buffer) => boolean,
): (chunk: Buffer) => boolean {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerFilled = 0;
  let stream: StreamName = 'output';
  let remaining = 0;

  return (chunk) => {
    let wanted = true;
    let at = 0;
    while (at < chunk.length) {
      if (remaining === 0) {
        const copied = chunk.copy(header, headerFilled, at, at + HEADER_BYTES - headerFilled);
        at += copied;
        headerFilled += copied;
        if (headerFilled < HEADER_BYTES) break;
        headerFilled = 0;
        stream = header[0] === 1 ? 'output' : 'errors';
        remaining = header.readUInt32BE(4);
      } else {
        const bytes = chunk.subarray(at, at + remaining);
        at += bytes.length;
        remaining -= bytes.length;
        wanted = deliver(stream, bytes) && wanted;
      }
    }
    return wanted;
  };
}
