// Another address for the same repositories, as Git's `url.<base>.insteadOf`: a company's mirror or proxy. Only what is
// asked changes; a repository keeps its canonical location. Pure.

export interface InsteadOf {
  /** The beginning of URLs that are asked elsewhere: `https://github.com/`. */
  readonly prefix: string;
  /** What stands in its place: `https://mirror.example.com/github/`. */
  readonly base: string;
}

/** Of several prefixes that fit, the longest counts. */
export function askedUrl(url: string, rules: readonly InsteadOf[]): string {
  let best: InsteadOf | undefined;
  for (const rule of rules) {
    if (url.startsWith(rule.prefix) && rule.prefix.length > (best?.prefix.length ?? 0)) best = rule;
  }
  return best === undefined ? url : best.base + url.slice(best.prefix.length);
}
