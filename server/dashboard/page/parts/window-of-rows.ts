// Which rows of a long table are in sight. Pure.

export interface View {
  /** Where the first row is, seen from the top of the window; negative once it is above. Pixels. */
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

export interface Rows {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Some more on each side, so that scrolling does not outrun them. */
const MARGIN = 12;

export function rowsInSight({ top, height, rowHeight, count }: View): Rows {
  const first = Math.floor(-top / rowHeight) - MARGIN;
  const last = Math.ceil((height - top) / rowHeight) + MARGIN;
  const from = Math.min(Math.max(0, first), count);
  return { from, to: Math.max(from, Math.min(count, last)) };
}
