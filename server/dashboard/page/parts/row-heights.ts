// How high the rows of a long table are: as they were seen, and as the others are on the average where they were not yet.

export interface RowHeights {
  of(key: string): number;
  learn(key: string, height: number): void;
  /** After the window has changed its width nothing is as it was. */
  forget(): void;
}

const FIRST_GUESS_PX = 36;

export function createRowHeights(): RowHeights {
  const seen = new Map<string, number>();
  let sum = 0;
  return {
    of: (key) => seen.get(key) ?? (seen.size === 0 ? FIRST_GUESS_PX : sum / seen.size),
    learn(key, height) {
      sum += height - (seen.get(key) ?? 0);
      seen.set(key, height);
    },
    forget() {
      seen.clear();
      sum = 0;
    },
  };
}
