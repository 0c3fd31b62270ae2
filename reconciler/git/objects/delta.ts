// Git's delta format: instructions that make an object from copies of another one and new bytes. Pure.

import { CorruptObjectError, refuseHuge } from './git-object.ts';

export function applyDelta(base: Uint8Array, delta: Uint8Array): Uint8Array {
  let at = 0;
  const next = (): number => {
    const byte = delta[at];
    if (byte === undefined) throw new CorruptObjectError('A delta ends too early.');
    at += 1;
    return byte;
  };
  const size = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = next();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };

  if (size() !== base.length) throw new CorruptObjectError('A delta was made for another base.');
  const targetSize = size();
  refuseHuge(targetSize);
  const target = new Uint8Array(targetSize);
  let written = 0;
  const put = (bytes: Uint8Array, length: number) => {
    if (bytes.length !== length || written + length > target.length) {
      throw new CorruptObjectError('A delta copies what is not there.');
    }
    target.set(bytes, written);
    written += length;
  };
  while (at < delta.length) {
    const instruction = next();
    if (instruction === 0) throw new CorruptObjectError('A delta holds an unknown instruction.');
    if (instruction < 0x80) {
      put(delta.subarray(at, at + instruction), instruction);
      at += instruction;
      continue;
    }
    let offset = 0;
    let length = 0;
    for (let bit = 0; bit < 4; bit += 1) if (instruction & (1 << bit)) offset += next() * 256 ** bit;
    for (let bit = 0; bit < 3; bit += 1) if (instruction & (0x10 << bit)) length += next() * 256 ** bit;
    if (length === 0) length = 0x10000;
    put(base.subarray(offset, offset + length), length);
  }
  if (written !== target.length) throw new CorruptObjectError('A delta ends too early.');
  return target;
}
