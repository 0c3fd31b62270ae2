// The parser's complaints in our words, with what would have been right.

import type { YAMLException } from 'js-yaml';

import type { Fault } from '../text/fault.ts';
import type { Limits } from './limits.ts';

const WORDS: readonly (readonly [RegExp, string, string])[] = [
  [/tab characters/, 'A tab is used to indent.', 'spaces'],
  [
    /bad indentation of a mapping entry/,
    'This line is indented differently from its neighbours, or the line before it is not finished.',
    'the same indentation as the keys that it belongs to',
  ],
  [
    /bad indentation of a sequence entry/,
    'This list item is indented differently from its neighbours.',
    'the same indentation as the other items',
  ],
  [
    /deficient indentation/,
    'This line is indented too little.',
    'more indentation than the key it belongs to',
  ],
  [
    /expected ':' after|multiline key/,
    'A key in this line or the one before has no colon behind it.',
    'key: value',
  ],
  [
    /whitespace character is expected after/,
    'There is no space behind the colon.',
    'a space between : and the value',
  ],
  [/missed comma/, 'A comma is missing here.', 'a comma between entries'],
  [/within a (single|double) quoted scalar/, 'A quoted text is not closed.', 'a closing quote'],
  [/within a flow collection/, 'A bracket or brace is not closed.', 'a closing ] or }'],
  [
    /unknown escape sequence|hexadecimal/,
    'This backslash sequence does not exist.',
    'a doubled backslash, or single quotes',
  ],
  [/non-printable|null byte/, 'There is a control character in this file.', 'printable text'],
  [
    /separator is expected/,
    'The text goes on where the document should have ended.',
    'one value, or --- in front of the next',
  ],
  [/undeclared tag handle|tag /, 'This tag is not known.', 'a value without a tag'],
];

export function syntaxFault(error: YAMLException, limits: Limits, base: number, length: number): Fault {
  // The end of the text belongs to nothing; the last character does.
  const at = base + Math.max(0, Math.min(error.mark?.position ?? 0, length - 1));
  if (error.reason.includes('maxDepth')) {
    const message = `Values stand in each other more than ${limits.depth} levels deep.`;
    return { code: 'too-deep', message, start: at, end: at + 1, expected: `at most ${limits.depth} levels` };
  }
  const known = WORDS.find(([pattern]) => pattern.test(error.reason));
  const message = known?.[1] ?? `This is not YAML: ${error.reason}.`;
  return { code: 'yaml-syntax', message, start: at, end: at + 1, expected: known?.[2] };
}
