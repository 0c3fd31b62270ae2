import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createReplyText, type ReplyText } from '../../../cli/chat/reply-text.ts';

type Step = readonly [keyof ReplyText, string?];

const play = (steps: readonly Step[]): string => {
  const text = createReplyText();
  return steps.map(([name, value = '']) => text[name](value) ?? '').join('');
};

describe('the text of a reply', () => {
  for (const [why, steps, printed] of [
    [
      'is printed as it comes',
      [
        ['delta', 'a'],
        ['delta', 'b'],
        ['whole', 'ab'],
      ],
      'ab',
    ],
    ['is printed at the end where nothing came before', [['whole', 'ab']], 'ab'],
    [
      'goes on where it was when the stream is taken up again',
      [['delta', 'a'], ['broke'], ['partial', 'abc'], ['delta', 'd'], ['whole', 'abcd']],
      'abcd',
    ],
    [
      'waits where nobody says what was missed',
      [['delta', 'a'], ['broke'], ['delta', 'c'], ['whole', 'abc']],
      'abc',
    ],
    [
      'is not told twice to who comes back late',
      [['delta', 'ab'], ['broke'], ['partial', 'ab'], ['whole', 'ab']],
      'ab',
    ],
    [
      'is not told again for the blanks at its end',
      [
        ['delta', 'ab '],
        ['whole', 'ab'],
      ],
      'ab ',
    ],
    [
      'begins on a new line where the agent begins again',
      [['delta', 'ab'], ['begunAgain'], ['delta', 'x'], ['whole', 'xy']],
      'ab\nxy',
    ],
    [
      'is told as it is stored where it came differently',
      [
        ['delta', 'ab'],
        ['whole', 'xy'],
      ],
      'ab\nxy',
    ],
  ] as const satisfies readonly (readonly [string, readonly Step[], string])[]) {
    it(why, () => assert.equal(play(steps), printed));
  }
});
