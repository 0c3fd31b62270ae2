// What containers on a network of ours may reach, as rules of the host's packet filter. Written exactly as `iptables -S` says
// them, so that what is there can be compared word by word. Pure.

import type { FilteredNetwork } from '../engine.ts';

/** A network's two chains, and the rules that lead into them. Names are of at most 28 characters. */
export interface RuleSet {
  readonly network: string;
  readonly chains: readonly string[];
  readonly rules: readonly string[];
  /** Each has to stand before whatever others put into its chain. */
  readonly jumps: readonly string[];
}

/** What the engine looks through first for each packet that it forwards, and never changes. */
export const FORWARDED = 'DOCKER-USER';
/** What is meant for the host itself, whichever of its addresses it names. */
const RECEIVED = 'INPUT';
export const CHAIN_PREFIX = 'RAWORC-';

/** Private, shared, link-local (with the cloud's metadata), documentation, benchmark, multicast and reserved addresses. */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const;

const REFUSE = '-j REJECT --reject-with icmp-admin-prohibited';

export interface RuleContext {
  readonly owner: string;
  /** Twelve hex digits, the same for the same owner and network. */
  readonly key: string;
  /** IPv4 addresses that names are asked at: port 53 of them may be reached, wherever they are. */
  readonly resolvers: readonly string[];
  /** Ranges that an operator opened, each as `iptables -S` says it. */
  readonly allowed: readonly string[];
}

export function ruleSet(
  { name, subnet }: FilteredNetwork,
  { owner, key, resolvers, allowed }: RuleContext,
): RuleSet {
  const [forwarded, received] = chainNames(key);
  const tag = `-m comment --comment "raworc:${owner}:${name}"`;
  // Answers to who came from outside, names, and what was opened.
  const returned = (chain: string): readonly string[] => [
    `-A ${chain} -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN`,
    ...resolvers.flatMap((address) =>
      ['udp', 'tcp'].map((kind) => `-A ${chain} -d ${address}/32 -p ${kind} -m ${kind} --dport 53 -j RETURN`),
    ),
    ...allowed.map((range) => `-A ${chain} -d ${range} -j RETURN`),
  ];
  return {
    network: name,
    chains: [forwarded, received],
    rules: [
      ...returned(forwarded),
      ...NOT_PUBLIC.map((range) => `-A ${forwarded} -d ${range} ${REFUSE}`),
      ...returned(received),
      `-A ${received} ${REFUSE}`,
    ],
    jumps: [
      `-A ${FORWARDED} -s ${subnet} ${tag} -j ${forwarded}`,
      `-A ${RECEIVED} -s ${subnet} ${tag} -j ${received}`,
    ],
  };
}

export const chainNames = (key: string): readonly [string, string] => [
  `${CHAIN_PREFIX}F-${key}`,
  `${CHAIN_PREFIX}I-${key}`,
];
