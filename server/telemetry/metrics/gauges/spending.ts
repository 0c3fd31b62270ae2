// What spaces have spent in a time. What is older than this hour doesn't change any more, and is added up once an hour: a
// month of many sessions is too much to go through whenever somebody asks for the metrics.

import { hourOf } from '../../../../state/model/amounts.ts';
import type { Spent, UsageRows } from '../../../../state/store/usage.ts';

/** `since` must not be further back than hours are kept before they are folded into days. Answers by space. */
export type SpentSince = (spaces: readonly string[], since: number) => Promise<(space: string) => Spent>;

/** One look at that moment: what it is asked twice it asks once. */
export type SpendingAt = (now: number) => SpentSince;

/** Until then somebody may still be writing into the hour before, by a clock of its own. */
const SETTLES_MS = 5 * 60_000;
/** No budget is of a longer time. */
const LONGEST_MS = 32 * 24 * 60 * 60_000;

const nothing: Spent = { turns: 0, tokens: 0, wallMs: 0, costMicros: {} };

type Question = Parameters<UsageRows['spentInHours']>;
type Answer = ReturnType<UsageRows['spentInHours']>;

export function createSpending(usage: Pick<UsageRows, 'spentInHours'>): SpendingAt {
  /** Answers to questions about what is over, by the time that they begin at. */
  const settled = new Map<number, { readonly question: string; readonly answer: Awaited<Answer> }>();

  async function askOnce(spaces: readonly string[], since: number, before: number): Answer {
    const question = JSON.stringify([before, ...spaces]);
    const known = settled.get(since);
    if (known?.question === question) return known.answer;
    const answer = await usage.spentInHours(spaces, { since, before });
    for (const old of settled.keys()) if (old < since - LONGEST_MS) settled.delete(old);
    settled.set(since, { question, answer });
    return answer;
  }

  return function at(now) {
    const lately = new Map<string, Answer>();
    function ask(...question: Question): Answer {
      const text = JSON.stringify(question);
      const answer = lately.get(text) ?? usage.spentInHours(...question);
      lately.set(text, answer);
      return answer;
    }

    return async (spaces, since) => {
      const recent = Math.max(since, hourOf(now - SETTLES_MS));
      const before = recent > since ? await askOnce(spaces, since, recent) : undefined;
      const after = await ask(spaces, { since: recent });
      return (space) => plusSpent(before?.get(space) ?? nothing, after.get(space) ?? nothing);
    };
  };
}

function plusSpent(one: Spent, other: Spent): Spent {
  const costMicros = { ...one.costMicros };
  for (const [currency, cost] of Object.entries(other.costMicros))
    costMicros[currency] = (costMicros[currency] ?? 0) + cost;
  return {
    turns: one.turns + other.turns,
    tokens: one.tokens + other.tokens,
    wallMs: one.wallMs + other.wallMs,
    costMicros,
  };
}
