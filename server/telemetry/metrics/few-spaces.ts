// Which spaces have a label value of their own: as many as a metrics store can bear.

/** Every space makes some dozens of series. */
const MOST_SPACES = 200;
/** No space can be called that, for names are lower-case. */
const OTHERS = '_others';

export interface FewSpaces {
  labelOf(space: string): string;
}

/** First come, first served; whoever comes later is counted with the others. */
export function createFewSpaces(most = MOST_SPACES): FewSpaces {
  const named = new Set<string>();
  return {
    labelOf(space) {
      if (named.has(space)) return space;
      if (named.size >= most) return OTHERS;
      named.add(space);
      return space;
    },
  };
}
