// Counts what is in a text. The syllables come from a package, which package-lock.json pins to exact content.

import { syllable } from 'syllable';

export function processMessage(message) {
  const words = message.match(/[\p{L}\p{N}'’-]+/gu) ?? [];
  if (words.length === 0) return 'There are no words in this text.';
  const sentences = Math.max(1, message.match(/[^.!?]+[.!?]+/g)?.length ?? 1);
  const syllables = syllable(message);

  // The Flesch reading ease: 100 is very easy, 0 is very hard.
  const ease = 206.835 - 1.015 * (words.length / sentences) - 84.6 * (syllables / words.length);
  const score = Math.max(0, Math.min(100, Math.round(ease)));
  return [
    count(words.length, 'word'),
    count(sentences, 'sentence'),
    count(syllables, 'syllable'),
    `reading ease ${score} of 100`,
  ].join(', ');
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
