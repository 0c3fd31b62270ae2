// Which lines of a log were seen already, when its stream is taken up again from the time of the last one: lines have no
// numbers, and several may be of the same moment. Pure.

interface Line {
  /** RFC 3339 */
  readonly at: string;
}

export interface SeenLines {
  /** The time of the last line; undefined before the first. */
  readonly last: string | undefined;
  /** A new stream follows, of the lines from `last` on. */
  beginAgain(): void;
  isNew(line: Line): boolean;
}

export function createSeenLines(): SeenLines {
  let last: string | undefined;
  /** Lines of the last moment that were seen, and how many of them this stream has told again. */
  let ofLast = 0;
  let toldAgain = 0;
  let isRepeating = false;

  return {
    get last() {
      return last;
    },
    beginAgain() {
      toldAgain = 0;
      isRepeating = last !== undefined;
    },
    isNew({ at }) {
      if (at !== last) {
        last = at;
        ofLast = 1;
        isRepeating = false;
        return true;
      }
      toldAgain += isRepeating ? 1 : 0;
      if (isRepeating && toldAgain <= ofLast) return false;
      ofLast += 1;
      isRepeating = false;
      return true;
    },
  };
}
