// Takes secret values out of texts that people will read. Pure.

/** Shorter values would take innocent words out as well, and say little when seen. */
const shortest = 4;
const mark = '[redacted]';

/** Takes out every value, also as it stands inside JSON, and each line of values that have several. */
export function createRedactor(values: readonly string[]): (text: string) => string {
  const spellings = new Set<string>();
  for (const value of values) {
    for (const part of [value, ...value.split(/\r?\n/)]) {
      for (const spelling of [part, JSON.stringify(part).slice(1, -1)]) {
        if (spelling.trim().length >= shortest) spellings.add(spelling);
      }
    }
  }
  if (spellings.size === 0) return (text) => text;
  // Longer ones first: one value may be the beginning of another.
  const longestFirst = [...spellings].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(literally).join('|'), 'g');
  return (text) => text.replace(pattern, mark);
}

/** The pattern that matches just this text. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
