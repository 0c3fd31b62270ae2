// Host rules before containers: nothing is started on a network of ours until its rules are known to stand. What is known
// is asked for again whenever the engine was lost, and looked at as a whole now and then.

import type { Engine, FilteredNetwork, Waiting } from './engine.ts';
import { EngineError, isEngineError } from './errors.ts';

export interface Egress {
  /** Answers whether the rules had to be put right. Throws `EGRESS_UNFILTERED`; then nothing may start there. */
  require(network: FilteredNetwork, wait: Waiting): Promise<boolean>;
  /** Looks at those of all our networks, and answers which had to be put right. */
  check(wait: Waiting): Promise<readonly string[]>;
  /** When the network is gone. */
  remove(network: string, wait: Waiting): Promise<void>;
  /** The host may have been started again: nothing is known. */
  forget(): void;
}

export interface EgressDeps {
  readonly engine: Pick<Engine, 'networks' | 'hostRules'>;
  /** What the helper runs in. */
  readonly baseImage: string;
  /** Ranges that may be reached although they are not public. */
  readonly allowed: readonly string[];
}

export function createEgress({ engine, baseImage, allowed }: EgressDeps): Egress {
  const known = new Map<string, string>();
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other, for each compares what it found with what it wants. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function ensure(networks: readonly FilteredNetwork[], wait: Waiting): Promise<readonly string[]> {
    for (const { name } of networks) known.delete(name);
    const options = { ...wait, image: baseImage, allowed };
    const wrong = await engine.hostRules.ensure(networks, options).catch(explain);
    for (const { name, subnet } of networks) known.set(name, subnet);
    return wrong;
  }

  function explain(thrown: unknown): never {
    if (!isEngineError(thrown, 'IMAGE_NOT_FOUND')) throw thrown;
    throw new EngineError('IMAGE_NOT_FOUND', `The base image ${baseImage} is not there.`, {
      disposition: 'wait',
      hint: 'Make it: raworc base build.',
      cause: thrown,
    });
  }

  const isKnown = ({ name, subnet }: FilteredNetwork): boolean => known.get(name) === subnet;

  return {
    async require(network, wait) {
      if (isKnown(network)) return false;
      return inTurn(async () => !isKnown(network) && (await ensure([network], wait)).length > 0);
    },

    check: (wait) => inTurn(async () => ensure(await engine.networks.list({}, wait), wait)),

    remove: (network, wait) =>
      inTurn(async () => {
        known.delete(network);
        await engine.hostRules.remove(network, { ...wait, image: baseImage }).catch(explain);
      }),

    forget: () => known.clear(),
  };
}
