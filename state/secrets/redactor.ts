// Takes secret values out of texts that people will read, however they were written down. Pure.

import { spellingsOf } from './spellings.ts';

const mark = '[redacted]';

export interface Redactor {
  (text: string): string;
  /** How many characters at the text's end may be the beginning of a value: more of it is to be read before it is shown. */
  readonly unfinished: (text: string) => number;
}

/**
 * Takes out every value of four characters or more, each line of values that have several, and both as they stand in JSON, in
 * a URL, in base64 or in hex. What an agent does to a value beyond that isn't known any more.
 */
export function createRedactor(values: readonly string[]): Redactor {
  // Longer ones first: one value may be the beginning of another.
  const spellings = [...new Set(values.flatMap(spellingsOf))].sort((a, b) => b.length - a.length);

  function redact(text: string): string {
    // Looking for each is much quicker than a pattern of all, and hardly ever is there one.
    const found = spellings.filter((spelling) => text.includes(spelling));
    if (found.length === 0) return text;
    return text.replace(new RegExp(found.map(literally).join('|'), 'g'), mark);
  }

  function unfinished(text: string): number {
    let most = 0;
    for (const spelling of spellings) {
      for (let length = Math.min(spelling.length - 1, text.length); length > most; length -= 1)
        if (text.endsWith(spelling.slice(0, length))) most = length;
    }
    return most;
  }

  return Object.assign(redact, { unfinished });
}

/** The pattern that matches just this text. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
