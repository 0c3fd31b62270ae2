// Between the agent that answered last and the one whose description the message's words point at. Pure.

import type { Ranked } from './lexical.ts';

/** How sure the words must be to decide, and to lead away from the agent that answered last. */
const DECIDES = 0.35;
const LEADS_AWAY = 0.55;
/** What came before says little of what comes now, and more than nothing. */
const OF_PREVIOUS = 0.5;

export interface Weighed {
  readonly agent: string;
  readonly by: 'previous' | 'lexical';
  readonly confidence: number;
  readonly reason: string;
}

/** `previous`: the agent that answered last, if it is still there. Undefined where nothing points at anybody. */
export function weigh(ranking: readonly Ranked[], previous: string | null): Weighed | undefined {
  const [first] = ranking;
  const confidence = sureness(ranking);
  const leads = previous === null || previous === first?.agent ? DECIDES : LEADS_AWAY;
  if (first !== undefined && confidence >= leads) {
    const words = first.words.slice(0, 5).map((word) => `"${word}"`);
    const reason = `What is said of it shares ${words.join(', ')} with the message.`;
    return { agent: first.agent, by: 'lexical', confidence, reason };
  }
  if (previous === null) return undefined;
  const reason = 'It answered the message before, and no words lead away from it.';
  return { agent: previous, by: 'previous', confidence: OF_PREVIOUS, reason };
}

/** From 0 to 1: how far the first is ahead of the second, and by how many words. */
export function sureness([first, second]: readonly Ranked[]): number {
  if (first === undefined || first.score <= 0) return 0;
  const margin = 1 - (second?.score ?? 0) / first.score;
  // One word: 0.6; two: 0.8; three: 0.9.
  const strength = 1 - 0.4 * 0.5 ** (Math.max(1, first.words.length) - 1);
  return Math.round(margin * strength * 100) / 100;
}
