// Cuts a stream of bytes into lines. Most lines come whole in one piece, and are then not copied.

/** Returns a function to feed; `onLine` gets each line without its newline, valid only during the call. */
export function createLineSplitter(onLine: (line: Buffer) => void): (bytes: Buffer) => void {
  let rest: Buffer[] = [];
  return (bytes) => {
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      const piece = bytes.subarray(start, end);
      start = end + 1;
      if (rest.length === 0) {
        onLine(piece);
      } else {
        const line = Buffer.concat([...rest, piece]);
        rest = [];
        onLine(line);
      }
    }
    if (start < bytes.length) rest.push(bytes.subarray(start));
  };
}
