// What is declared at some moment, in short: whoever changes a resource can say which state of it they have looked at.
// Pure.

import { hash } from 'node:crypto';

interface Declared {
  readonly name: string;
  /** Of labels and spec. */
  readonly digest: string;
}

const LENGTH = 16;

/** Of a resource by itself. */
export const stateOf = ({ digest }: Pick<Declared, 'digest'>): string => digest.slice(0, LENGTH);

/** Of a space with its agents, which go when it is removed. */
export function stateWithAgents(space: Pick<Declared, 'digest'>, agents: readonly Declared[]): string {
  const told = agents
    .map(({ name, digest }) => [name, digest] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify([space.digest, told])).slice(0, LENGTH);
}
