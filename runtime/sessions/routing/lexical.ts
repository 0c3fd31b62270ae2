// Which agents a message shares words with: an index over what is said of each agent, and how well each fits.

import MiniSearch from 'minisearch';
import { CUT, termsOf, wordsOf } from './words.ts';

/** What is said of an agent: by its declaration, and by its manifest as far as that is known. */
export interface AgentProfile {
  readonly name: string;
  readonly purpose: string;
  readonly description: string;
  readonly capabilities: readonly string[];
}

export interface Ranked {
  readonly agent: string;
  /** Comparable within one message only; 0: nothing is shared. */
  readonly score: number;
  /** The message's words that were found, as they are compared. */
  readonly words: readonly string[];
}

/** All agents, best first, then by name. */
export type Rank = (content: string) => readonly Ranked[];

/** UTF-16 units, and words, that are looked at. */
const LOOKED_AT = 4096;
const MOST_WORDS = 32;
/** In a space of many agents, words that more than this share of them have say nothing. */
const MANY = 20;
const COMMON_SHARE = 0.25;
const FIELDS = ['name', 'purpose', 'description', 'capabilities'] as const;
const WEIGHTS = { name: 3, capabilities: 2.5, purpose: 2, description: 1 };

export function createRank(profiles: readonly AgentProfile[]): Rank {
  const common = commonWords(profiles);
  const index = new MiniSearch<AgentProfile>({
    idField: 'name',
    fields: [...FIELDS],
    extractField: (profile, field) => textOf(profile, field as keyof AgentProfile),
    tokenize: (text) => wordsOf(text).filter((word) => !common.has(word)),
    processTerm: (word) => [...termsOf(word)],
  });
  index.addAll(profiles);
  const names = profiles.map(({ name }) => name).sort();

  return (content) => {
    const words = new Set(wordsOf(content.slice(0, LOOKED_AT), MOST_WORDS));
    const whole = new Map<string, string>();
    for (const word of words) {
      if (common.has(word)) continue;
      for (const term of termsOf(word)) whole.set(term, whole.get(term) ?? word);
    }
    const found = index
      .search([...whole.keys()].join(' '), {
        tokenize: (text) => text.split(' '),
        processTerm: (term) => term,
        boost: WEIGHTS,
      })
      .map(({ id, score, queryTerms }): Ranked => {
        const cut = queryTerms.filter((term) => term.startsWith(CUT));
        return { agent: String(id), score, words: cut.map((term) => whole.get(term) ?? term) };
      });
    const seen = new Set(found.map(({ agent }) => agent));
    const rest = names.flatMap((agent) => (seen.has(agent) ? [] : [{ agent, score: 0, words: [] }]));
    return [...found.sort(byScoreAndName), ...rest];
  };
}

function textOf(profile: AgentProfile, field: keyof AgentProfile): string {
  const text = profile[field];
  return typeof text === 'string' ? text : text.join(' ');
}

function commonWords(profiles: readonly AgentProfile[]): ReadonlySet<string> {
  if (profiles.length < MANY) return new Set();
  const counts = new Map<string, number>();
  for (const profile of profiles) {
    const words = new Set(FIELDS.flatMap((field) => wordsOf(textOf(profile, field))));
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const most = profiles.length * COMMON_SHARE;
  return new Set([...counts].flatMap(([word, count]) => (count > most ? [word] : [])));
}

function byScoreAndName(a: Ranked, b: Ranked): number {
  return b.score - a.score || (a.agent < b.agent ? -1 : 1);
}
