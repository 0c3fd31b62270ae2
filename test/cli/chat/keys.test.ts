import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKeyReader, toLine, toMessage } from '../../../cli/chat/keys.ts';

const paste = (text: string): string => `\u001b[200~${text}\u001b[201~`;

describe('keys', () => {
  for (const [why, typed, seen] of [
    ['leaves what is typed alone', 'a\r\u001b[A\u0003', 'a\r\u001b[A\u0003'],
    ['makes what is pasted one line', `${paste('one\r\ntwo\nthree')}\r`, 'one␤two␤three\r'],
    ['lets no key be pasted, for a paste might cancel or send', paste('a\u0003\u001b[Ab\t'), 'a[Ab    '],
    ['takes Alt-Enter as a line break', 'a\u001b\rb\r', 'a␤b\r'],
    ['takes two pastes with typing between', `${paste('a\nb')}c${paste('d\n')}`, 'a␤bcd␤'],
  ] as const) {
    it(why, () => assert.equal(createKeyReader()(typed), seen));

    it(`${why}, also cut anywhere behind the escape`, () => {
      for (let cut = 1; cut < typed.length; cut += 1) {
        // An escape that nothing follows is a key of its own, and is passed on at once.
        if (typed[cut - 1] === '\u001b') continue;
        const read = createKeyReader();
        assert.equal(read(typed.slice(0, cut)) + read(typed.slice(cut)), seen, `cut at ${cut}`);
      }
    });
  }

  it('gives back the lines of a message', () => assert.equal(toMessage(toLine('a\nb')), 'a\nb'));
});
