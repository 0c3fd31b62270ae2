// Pairs what is desired with what is there. What is left over is a candidate for removal, no more than that.

export interface Pairs<D, O> {
  readonly pairs: readonly { readonly desired: D; readonly observed: O | undefined }[];
  readonly leftovers: readonly O[];
}

export function pair<D, O>(
  desired: readonly D[],
  observed: ReadonlyMap<string, O>,
  keyOf: (item: D) => string,
): Pairs<D, O> {
  const seen = new Set<string>();
  const pairs = desired.map((item) => {
    const key = keyOf(item);
    seen.add(key);
    return { desired: item, observed: observed.get(key) };
  });
  const leftovers: O[] = [];
  for (const [key, item] of observed) if (!seen.has(key)) leftovers.push(item);
  return { pairs, leftovers };
}
