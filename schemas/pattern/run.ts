// Goes through a text with all states of a pattern's automaton at once: each character is looked at once per state. Pure.

import type { Program } from './compile.ts';

const WORD = /^[\p{L}\p{M}\p{N}_]$/u;

/** Whether any part of the text matches. */
export function runPattern(program: Program, text: string): boolean {
  const characters = Array.from(text);
  const small = characters.map((character) => character.toLowerCase());
  const isWord = (at: number): boolean => WORD.test(characters[at] ?? '');
  // The position at which a step was last entered, so that it is entered once per position.
  const entered = new Int32Array(program.length).fill(-1);
  let waiting: number[] = [];

  /** True where the pattern's end is reached. */
  function enter(index: number, at: number): boolean {
    const step = program[index];
    if (step === undefined || entered[index] === at) return false;
    entered[index] = at;
    switch (step.type) {
      case 'one':
        waiting.push(index);
        return false;
      case 'fork':
        return step.to.some((next) => enter(next, at));
      case 'assert':
        return holds(step.that, at) && enter(step.next, at);
      case 'match':
        return true;
      default:
        return step satisfies never;
    }
  }

  function holds(that: 'start' | 'end' | 'edge' | 'no-edge', at: number): boolean {
    if (that === 'start') return at === 0;
    if (that === 'end') return at === characters.length;
    return (isWord(at - 1) !== isWord(at)) === (that === 'edge');
  }

  for (let at = 0; ; at += 1) {
    // Those that wait for a character were entered by the one before.
    if (enter(0, at)) return true;
    const character = characters[at];
    if (character === undefined) return false;
    const now = waiting;
    waiting = [];
    for (const index of now) {
      const step = program[index];
      if (step?.type === 'one' && step.test(character, small[at] ?? '') && enter(step.next, at + 1))
        return true;
    }
  }
}
