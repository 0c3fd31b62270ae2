// What is wrong with a chain that is not whole, as a sentence. Pure.

import type { BrokenChain } from './audit-chain.ts';

const whats: Readonly<Record<BrokenChain['why'], (link: number) => string>> = {
  missing: (link) => `Link ${link} is missing.`,
  changed: (link) => `Link ${link} is not as it was written.`,
  left: (link) => `Link ${link} is there, and the chain begins after it.`,
  untold: (link) => `The chain begins after link ${link}, and no row tells of that cut.`,
};

export const sentenceOf = ({ link, why }: BrokenChain): string =>
  `${whats[why](link)} Somebody changed the audit in the database.`;
