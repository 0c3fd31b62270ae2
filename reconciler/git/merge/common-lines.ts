// Lines at which three versions of a text can be cut, so that each piece is brought together by itself. Comparing all
// lines with all others takes seconds for a list of some hundred agents, whose lines are mostly the same. Pure.

export interface Cut {
  readonly own: number;
  readonly old: number;
  readonly other: number;
}

/** Lines that stand once in each of the texts, and in all of them in this order. */
export function commonLines(
  own: readonly string[],
  old: readonly string[],
  other: readonly string[],
): readonly Cut[] {
  const [inOwn, inOld, inOther] = [own, old, other].map(singleLines);
  const cuts: Cut[] = [];
  for (const [line, at] of inOld ?? []) {
    const [here, there] = [inOwn?.get(line), inOther?.get(line)];
    if (here !== undefined && there !== undefined) cuts.push({ own: here, old: at, other: there });
  }
  return rising(
    rising(cuts, (cut) => cut.own),
    (cut) => cut.other,
  );
}

/** Line → its index, in the order of the text. */
function singleLines(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const repeated = new Set<string>();
  lines.forEach((line, at) => {
    if (found.has(line)) repeated.add(line);
    else found.set(line, at);
  });
  for (const line of repeated) found.delete(line);
  return found;
}

/** The longest selection whose places only rise; the order is kept. */
function rising(cuts: readonly Cut[], placeOf: (cut: Cut) => number): readonly Cut[] {
  /** By length less one: the selection of that length that ends earliest. */
  const ends: { readonly cut: Cut; readonly before: Chain | undefined }[] = [];
  for (const cut of cuts) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const end = ends[middle];
      if (end !== undefined && placeOf(end.cut) < placeOf(cut)) low = middle + 1;
      else high = middle;
    }
    ends[low] = { cut, before: ends[low - 1] };
  }
  const chosen: Cut[] = [];
  for (let link: Chain | undefined = ends.at(-1); link !== undefined; link = link.before) {
    chosen.push(link.cut);
  }
  return chosen.toReversed();
}

interface Chain {
  readonly cut: Cut;
  readonly before: Chain | undefined;
}
