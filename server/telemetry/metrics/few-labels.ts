// Which values a label may have: as many as a metrics store can bear. What others make up, or make many of, is no label as
// it is.

export interface FewLabels {
  labelOf(value: string): string;
}

/** Every space makes some dozens of series. */
const MOST_SPACES = 200;
/** Of agents' costs; each is a series of every space. */
const MOST_CURRENCIES = 8;
/** Neither a space nor a currency can be called that. */
const OTHERS = '_others';

/** First come, first served; whoever comes later is counted with the others. */
export function createFewLabels(most: number): FewLabels {
  const named = new Set<string>();
  return {
    labelOf(value) {
      if (named.has(value)) return value;
      if (named.size >= most) return OTHERS;
      named.add(value);
      return value;
    },
  };
}

export const createFewSpaces = (): FewLabels => createFewLabels(MOST_SPACES);
export const createFewCurrencies = (): FewLabels => createFewLabels(MOST_CURRENCIES);
