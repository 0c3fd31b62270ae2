// The rules of a space: which of them fits a message first. Pure.

import type { RoutingRule } from '../../../schemas/kinds/routing.ts';
import { readPattern } from '../../../schemas/pattern/pattern.ts';

/** UTF-16 units that rules look at: what a message is about is said at its beginning, not in the log pasted below. */
const LOOKED_AT = 2048;
/** Scripts that put no spaces between words: there a phrase may stand anywhere. */
const UNSPACED =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar}/u;
const OF_WORD = /[\p{L}\p{M}\p{N}_]/u;

export interface FittingRule {
  readonly agent: string;
  /** Counted from 1, as people do. */
  readonly number: number;
  /** What of the rule is so, as the rest of a sentence: `since the message contains "refund"`. */
  readonly since: string;
}

export type FindRules = (content: string) => readonly FittingRule[];

/** Reads the patterns once. The rules that fit come in order. */
export function createRules(rules: readonly RoutingRule[]): FindRules {
  const tests = rules.map((rule, index) => ({ number: index + 1, ...readRule(rule) }));
  return (content) => {
    if (tests.length === 0) return [];
    const text = content.slice(0, LOOKED_AT);
    return tests.flatMap(({ agent, number, fits }) => {
      const since = fits(text);
      return since === undefined ? [] : [{ agent, number, since }];
    });
  };
}

function readRule({ agent, contains, matches }: RoutingRule): {
  readonly agent: string;
  readonly fits: (text: string) => string | undefined;
} {
  const pattern = matches === undefined ? undefined : readPattern(matches);
  // Validation lets no broken pattern through; one that is here all the same fits nothing.
  if (pattern?.type === 'fault') return { agent, fits: () => undefined };
  return {
    agent,
    fits(text) {
      const phrase = contains?.find((each) => containsPhrase(text, each));
      if (contains !== undefined && phrase === undefined) return undefined;
      if (pattern !== undefined && !pattern.matches(text)) return undefined;
      return [
        ...(phrase === undefined ? [] : [`contains "${phrase}"`]),
        ...(matches === undefined ? [] : [`matches ${matches}`]),
      ].join(' and ');
    },
  };
}

/** As a whole: `cat` is not in `concatenate`. Case does not count. */
export function containsPhrase(content: string, wanted: string): boolean {
  const [text, phrase] = [content.toLowerCase(), wanted.trim().toLowerCase()];
  for (let at = text.indexOf(phrase); at !== -1; at = text.indexOf(phrase, at + 1)) {
    const end = at + phrase.length;
    if (isEdge(text.slice(at - 2 < 0 ? 0 : at - 2, at), phrase) && isEdge(phrase, text.slice(end, end + 2)))
      return true;
  }
  return false;
}

/** Whether no word goes on from the end of the one text to the beginning of the other. */
function isEdge(before: string, after: string): boolean {
  const last = Array.from(before).at(-1) ?? '';
  const next = Array.from(after)[0] ?? '';
  if (!OF_WORD.test(last) || !OF_WORD.test(next)) return true;
  return UNSPACED.test(last) || UNSPACED.test(next);
}
