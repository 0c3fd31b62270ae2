// What is there, against what should be there: what is missing, and the one transaction that puts it right. Rules of others
// are read and never named in it. Pure.

import { CHAIN_PREFIX, FORWARDED, type RuleSet } from './rules.ts';

export interface Repair {
  /** Of which networks something was missing, changed or in the wrong place. */
  readonly networks: readonly string[];
  /** For `iptables-restore --noflush`; undefined where nothing has to be done. */
  readonly input: string | undefined;
}

/** Without the engine's own chain nothing that we could add would be asked first. */
export const canFilter = (listing: readonly string[]): boolean => listing.includes(`-N ${FORWARDED}`);

export function repair(listing: readonly string[], sets: readonly RuleSet[]): Repair {
  const wrong = sets.filter((set) => !stands(listing, set));
  return {
    networks: wrong.map(({ network }) => network),
    input: restoreInput(wrong.flatMap((set) => clearing(listing, set).concat(setting(set)))),
  };
}

/** Takes away whatever leads into these chains, and the chains; undefined where there are none. */
export function removal(listing: readonly string[], chains: readonly string[]): string | undefined {
  const there = chains.filter((chain) => listing.includes(`-N ${chain}`));
  return restoreInput([
    ...leadingInto(listing, chains).map(asDeletion),
    ...there.map((chain) => `-F ${chain}`),
    ...there.map((chain) => `-X ${chain}`),
  ]);
}

function stands(listing: readonly string[], { chains, rules, jumps }: RuleSet): boolean {
  const inside = listing.filter((line) => chains.some((chain) => line.startsWith(`-A ${chain} `)));
  const sameRules = sorted(chains, inside).join('\n') === sorted(chains, rules).join('\n');
  const sameJumps = [...leadingInto(listing, chains)].sort().join('\n') === [...jumps].sort().join('\n');
  return sameRules && sameJumps && jumps.every((jump) => comesFirst(listing, jump));
}

/** Chain by chain; the order inside of one is what it means. */
const sorted = (chains: readonly string[], rules: readonly string[]): readonly string[] =>
  chains.flatMap((chain) => rules.filter((rule) => rule.startsWith(`-A ${chain} `)));

/** Nothing but rules of ours stands before it: a rule of another's could let through what it should refuse. */
function comesFirst(listing: readonly string[], jump: string): boolean {
  const chain = jump.split(' ', 2).join(' ') + ' ';
  const others = listing.findIndex((line) => line.startsWith(chain) && !line.includes(` -j ${CHAIN_PREFIX}`));
  return others < 0 || listing.indexOf(jump) < others;
}

const leadingInto = (listing: readonly string[], chains: readonly string[]): readonly string[] =>
  listing.filter((line) => chains.some((chain) => line.endsWith(` -j ${chain}`)));

const asDeletion = (rule: string): string => rule.replace(/^-A /, '-D ');
const clearing = (listing: readonly string[], { chains }: RuleSet): readonly string[] =>
  leadingInto(listing, chains).map(asDeletion);

/** A chain that is named with a colon is made, or emptied where it is there. */
const setting = ({ chains, rules, jumps }: RuleSet): readonly string[] => [
  ...chains.map((chain) => `:${chain} - [0:0]`),
  ...rules,
  ...jumps.map((jump) => jump.replace(/^-A (\S+)/, '-I $1 1')),
];

function restoreInput(lines: readonly string[]): string | undefined {
  if (lines.length === 0) return undefined;
  // Chains have to be named before any rule.
  const chains = lines.filter((line) => line.startsWith(':'));
  const rules = lines.filter((line) => !line.startsWith(':'));
  return ['*filter', ...chains, ...rules, 'COMMIT', ''].join('\n');
}
