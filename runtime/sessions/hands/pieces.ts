// What is said to and by the programs of `supervisor/container/hands`: a kind, a length and a content, one after the
// other on a stream. Pure.

const HEADER_BYTES = 5;

export interface Piece {
  readonly kind: number;
  readonly content: Buffer;
}

export function piece(kind: number, content: Buffer): Buffer {
  const whole = Buffer.allocUnsafe(HEADER_BYTES + content.length);
  whole.writeUInt8(kind, 0);
  whole.writeUInt32BE(content.length, 1);
  content.copy(whole, HEADER_BYTES);
  return whole;
}

/** Returns a function that is given bytes as they come, and gives the whole pieces that there are then. */
export function createPieceReader(): (bytes: Buffer) => readonly Piece[] {
  let waiting: Buffer[] = [];
  let have = 0;
  let wanted = HEADER_BYTES;

  return (bytes) => {
    waiting.push(bytes);
    have += bytes.length;
    // Joined only when there is enough: a large piece comes in many parts.
    if (have < wanted) return [];
    const all = waiting.length === 1 ? bytes : Buffer.concat(waiting);
    const pieces: Piece[] = [];
    let at = 0;
    for (;;) {
      const hasHeader = all.length - at >= HEADER_BYTES;
      wanted = HEADER_BYTES + (hasHeader ? all.readUInt32BE(at + 1) : 0);
      if (all.length - at < wanted) break;
      pieces.push({ kind: all.readUInt8(at), content: all.subarray(at + HEADER_BYTES, at + wanted) });
      at += wanted;
    }
    waiting = [all.subarray(at)];
    have = all.length - at;
    return pieces;
  };
}
