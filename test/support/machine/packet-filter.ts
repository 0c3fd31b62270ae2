// This machine's packet filter, for tests that run on the machine of the engine: what it says, and clearing it by hand.

import { spawnSync } from 'node:child_process';

function iptables(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('iptables', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`iptables ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** The rules that lead to a network's own. */
export const rulesOf = (network: string): readonly string[] =>
  iptables('-S')
    .split('\n')
    .filter((line) => line.includes(`:${network}"`));

/** Empties a network's chains; what leads into them stays, and lets everything through. */
export function flushRulesOf(network: string): void {
  for (const line of rulesOf(network)) iptables('-F', line.slice(line.lastIndexOf(' ') + 1));
}
