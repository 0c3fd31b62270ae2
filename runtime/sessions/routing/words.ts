// A text as the words that are compared: in small letters, without accents, as they stand and cut to their beginning, so
// that `calculate` finds `calculator`. Scripts without spaces are cut into pairs of characters. Pure.

import { stopWords } from './stop-words.ts';

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const UNSPACED_RUN =
  /(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar}|\p{M})+/gu;
const ACCENTS = /[\u0300-\u036f]/g;
/** Of a word, this many characters are its beginning. */
const STEM = 6;

/** Stands before what was cut, so that it is never taken for a whole word. */
export const CUT = '~';

/** The words that say something, in order, with those that come several times. `limit`: how many at most. */
export function wordsOf(text: string, limit = Infinity): readonly string[] {
  const prose = text.split(/\s+/).filter((part) => !isAddress(part));
  const plain = prose.join(' ').normalize('NFKD').replaceAll(ACCENTS, '').normalize('NFC').toLowerCase();
  const words: string[] = [];
  for (const [run] of plain.matchAll(WORD)) {
    for (const word of partsOf(run)) {
      if (stopWords.has(word)) continue;
      if (words.push(word) >= limit) return words;
    }
  }
  return words;
}

/** Of mail or of a page: what is in it is a name, and says nothing. */
function isAddress(part: string): boolean {
  return part.indexOf('@') > 0 || part.includes('://');
}

/** What a word is found by: itself, and its beginning. */
export function termsOf(word: string): readonly string[] {
  return [word, `${CUT}${stemOf(word)}`];
}

function stemOf(word: string): string {
  const one = word.length < 4 ? word : word.replace(/ies$/, 'y').replace(/(?<![su])s$/, '');
  return Array.from(one).slice(0, STEM).join('');
}

function partsOf(run: string): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  for (const { 0: dense, index } of run.matchAll(UNSPACED_RUN)) {
    if (index > at) parts.push(run.slice(at, index));
    parts.push(...pairsOf(dense));
    at = index + dense.length;
  }
  if (at < run.length) parts.push(run.slice(at));
  return parts;
}

function pairsOf(run: string): readonly string[] {
  const characters = Array.from(run);
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
