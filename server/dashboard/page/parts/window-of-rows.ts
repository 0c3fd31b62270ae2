// Which rows of a long table are made, and where they stand among those that are not. Pure.

export interface View {
  /** Where the first row is, seen from the top of the window; negative once it is above. Pixels. */
  readonly top: number;
  readonly height: number;
  readonly count: number;
  readonly heightOf: (index: number) => number;
}

export interface Rows {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Some more on each side, so that scrolling does not outrun them. */
const MARGIN = 12;

export function rowsInSight({ top, height, count, heightOf }: View): Rows {
  let [index, below] = [0, top];
  while (index < count && below + heightOf(index) <= 0) below += heightOf(index++);
  const from = Math.max(0, index - MARGIN);
  while (index < count && below < height) below += heightOf(index++);
  return { from, to: Math.min(count, index + MARGIN) };
}

/** In order. A row that has the focus is made wherever it is: what goes takes the focus with it. */
export function rowsToMake(seen: Rows, focused: number | undefined): readonly Rows[] {
  if (focused === undefined || (focused >= seen.from && focused < seen.to)) return [seen];
  const alone = { from: focused, to: focused + 1 };
  return focused < seen.from ? [alone, seen] : [seen, alone];
}

/** Those that are left out before, between and after the ranges: one range more than there are. */
export function rowsLeftOut(made: readonly Rows[], count: number): readonly Rows[] {
  const ends = [0, ...made.map(({ to }) => to)];
  return ends.map((from, index) => ({ from, to: Math.max(from, made[index]?.from ?? count) }));
}

/** By how many places the row with this key has moved on from where it was; 0 where it is gone. */
export function movedBy(keys: readonly string[], key: string, was: number): number {
  if (keys[was] === key) return 0;
  const is = keys.indexOf(key);
  return is === -1 ? 0 : is - was;
}
