// A pattern's text to its parts, or to what is wrong with it and where. Pure.

/** Whether a character counts; `small` is the same in small letters. */
export type CharacterTest = (character: string, small: string) => boolean;

export type Node =
  | { readonly type: 'one'; readonly test: CharacterTest }
  | { readonly type: 'assert'; readonly that: 'start' | 'end' | 'edge' | 'no-edge' }
  | { readonly type: 'sequence'; readonly items: readonly Node[] }
  | { readonly type: 'choice'; readonly items: readonly Node[] }
  | { readonly type: 'repeat'; readonly item: Node; readonly least: number; readonly most: number };

export interface PatternFault {
  readonly type: 'fault';
  /** In UTF-16 units. */
  readonly offset: number;
  /** A phrase: `the bracket is not closed`. */
  readonly what: string;
}

/** How often a part may be said to repeat. */
const MOST_REPEATS = 100;

const SETS: Readonly<Record<string, RegExp>> = {
  d: /^\p{Nd}$/u,
  D: /^\P{Nd}$/u,
  w: /^[\p{L}\p{M}\p{N}_]$/u,
  W: /^[^\p{L}\p{M}\p{N}_]$/u,
  s: /^\s$/u,
  S: /^\S$/u,
};
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const PUNCTUATION = /^[^\p{L}\p{N}\s]$/u;

export function parsePattern(text: string): Node | PatternFault {
  const characters = Array.from(text);
  let at = 0;

  const peek = (): string | undefined => characters[at];
  const take = (): string | undefined => characters[at++];
  const skip = (wanted: string): boolean => {
    if (characters.slice(at, at + wanted.length).join('') !== wanted) return false;
    at += wanted.length;
    return true;
  };
  const fail = (what: string, from = at): never => {
    throw new Fault(characters.slice(0, from).join('').length, what);
  };

  function choice(): Node {
    const items = [sequence()];
    while (skip('|')) items.push(sequence());
    return items.length === 1 && items[0] !== undefined ? items[0] : { type: 'choice', items };
  }

  function sequence(): Node {
    const items: Node[] = [];
    for (let next = peek(); next !== undefined && next !== '|' && next !== ')'; next = peek())
      items.push(repeated(part()));
    return { type: 'sequence', items };
  }

  function repeated(item: Node): Node {
    const from = at;
    const bounds = quantifier();
    if (bounds === undefined) return item;
    if (item.type === 'assert') return fail('a position cannot be repeated', from);
    // How greedy it is makes no difference to whether a text matches.
    skip('?');
    const again = at;
    if (quantifier() !== undefined) return fail('this repeats what is repeated already', again);
    return { type: 'repeat', item, ...bounds };
  }

  function quantifier(): { readonly least: number; readonly most: number } | undefined {
    if (skip('?')) return { least: 0, most: 1 };
    if (skip('*')) return { least: 0, most: Infinity };
    if (skip('+')) return { least: 1, most: Infinity };
    if (peek() !== '{') return undefined;
    const from = at;
    const counts = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(characters.slice(at, at + 12).join(''));
    if (counts === null) return fail('a { has to be written \\{, or to hold a count such as {2,5}', from);
    at += counts[0].length;
    const least = Number(counts[1]);
    const most = counts[2] === undefined ? least : counts[3] === '' ? Infinity : Number(counts[3]);
    if (least > most) return fail('the counts are the wrong way round', from);
    if (Math.max(least, most === Infinity ? 0 : most) > MOST_REPEATS)
      return fail(`at most ${MOST_REPEATS} repetitions can be counted`, from);
    return { least, most };
  }

  function part(): Node {
    const from = at;
    const character = take() ?? '';
    switch (character) {
      case '(': {
        if (!skip('?:') && peek() === '?') return fail('groups can only begin with ( or (?:', from);
        const inner = choice();
        return skip(')') ? inner : fail('the group is not closed', from);
      }
      case '[':
        return { type: 'one', test: characterClass(from) };
      case '.':
        return { type: 'one', test: (given) => given !== '\n' };
      case '^':
        return { type: 'assert', that: 'start' };
      case '$':
        return { type: 'assert', that: 'end' };
      case '?':
      case '*':
      case '+':
      case '{':
        return fail(`there is nothing before this ${character} that it could repeat`, from);
      case '\\': {
        if (skip('b')) return { type: 'assert', that: 'edge' };
        if (skip('B')) return { type: 'assert', that: 'no-edge' };
        const escaped = escape(from);
        return { type: 'one', test: typeof escaped === 'string' ? equals(escaped) : escaped };
      }
      default:
        return { type: 'one', test: equals(character) };
    }
  }

  /** One character, or a set of them; the backslash was taken. */
  function escape(from: number): string | CharacterTest {
    const character = take() ?? '';
    const set = SETS[character];
    if (set !== undefined) return (given) => set.test(given);
    const control = CONTROLS[character];
    if (control !== undefined) return control;
    if (PUNCTUATION.test(character)) return character;
    return fail(character === '' ? 'nothing follows the \\' : `\\${character} is not known here`, from);
  }

  function characterClass(from: number): CharacterTest {
    const isOpposite = skip('^');
    const tests: CharacterTest[] = [];
    for (let first = true; first || peek() !== ']'; first = false) {
      if (peek() === undefined) return fail('the bracket is not closed', from);
      const low = member();
      if (typeof low !== 'string' || characters[at] !== '-' || characters[at + 1] === ']') {
        tests.push(typeof low === 'string' ? equals(low) : low);
        continue;
      }
      at += 1;
      const high = peek() === undefined ? fail('the bracket is not closed', from) : member();
      if (typeof high !== 'string' || codeOf(low) > codeOf(high))
        return fail('the range ends before it begins');
      tests.push((given) => codeOf(low) <= codeOf(given) && codeOf(given) <= codeOf(high));
    }
    at += 1;
    const isIn = (given: string, small: string): boolean =>
      tests.some((test) => test(given, small) || test(small, small)) ||
      (given === small && tests.some((test) => test(given.toUpperCase(), small)));
    return isOpposite ? (given, small) => !isIn(given, small) : isIn;
  }

  function member(): string | CharacterTest {
    const from = at;
    const character = take() ?? '';
    return character === '\\' ? escape(from) : character;
  }

  try {
    const node = choice();
    return peek() === undefined ? node : fail('there is no ( for this )');
  } catch (thrown) {
    if (thrown instanceof Fault) return { type: 'fault', offset: thrown.offset, what: thrown.what };
    throw thrown;
  }
}

class Fault extends Error {
  readonly offset: number;
  readonly what: string;
  constructor(offset: number, what: string) {
    super(what);
    this.offset = offset;
    this.what = what;
  }
}

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;

function equals(character: string): CharacterTest {
  const wanted = character.toLowerCase();
  return (given, small) => small === wanted || given === character;
}
