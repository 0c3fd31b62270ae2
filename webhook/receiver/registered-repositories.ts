// Which repositories on our GitHub concern us: the one of the configuration, and those that agents come from.

import { parseLocation } from '../../reconciler/git/location.ts';
import type { AgentSource } from '../../schemas/kinds/agent.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { Store } from '../../state/store/store.ts';
import { repoNameOf } from '../client/repo-name.ts';
import type { Follow, Registered, RegisteredSource } from './keys.ts';

export interface RegisteredDeps {
  readonly store: Pick<Store, 'agents'>;
  /** As people write it. */
  readonly config: { readonly location: string; readonly ref?: string };
  readonly gitHost: string;
  readonly clock: Clock;
}

export interface RegisteredRepositories {
  /** As the inventory had it not before `since`. */
  at(since: number): Promise<Registered>;
  /** What was known last; asks for it where that is more than a minute ago. */
  lately(): Promise<Registered>;
}

const latelyMs = 60_000;

export function createRegisteredRepositories(deps: RegisteredDeps): RegisteredRepositories {
  const { store, config, gitHost, clock } = deps;
  let known: { readonly at: number; readonly registered: Promise<Registered> } | undefined;

  async function load(): Promise<Registered> {
    const specs = (await store.agents.specs()) as readonly { readonly source?: AgentSource }[];
    return registeredOf(
      config,
      specs.flatMap(({ source }) => source ?? []),
      gitHost,
    );
  }
  function at(since: number): Promise<Registered> {
    if (known !== undefined && known.at >= since) return known.registered;
    const loading = { at: clock.now(), registered: load() };
    loading.registered.catch(() => {
      if (known === loading) known = undefined;
    });
    known = loading;
    return loading.registered;
  }

  return { at, lately: () => at(clock.now() - latelyMs) };
}

/** One entry for each repository that some agent comes from, with all that its agents follow there. Pure. */
export function registeredOf(
  config: RegisteredDeps['config'],
  sources: readonly AgentSource[],
  gitHost: string,
): Registered {
  const byLocation = new Map<string, RegisteredSource & { readonly follows: Follow[] }>();
  for (const { repo: written, ref, semver } of sources) {
    if (written === undefined) continue;
    const parsed = parseLocation(written);
    const repo = repoNameOf(written, gitHost);
    if (parsed.type !== 'remote' || repo === undefined) continue;
    const location = parsed.canonical;
    const entry = byLocation.get(location) ?? { repo, location, follows: [] };
    entry.follows.push(semver === undefined ? followOf(ref) : { type: 'versions' });
    byLocation.set(location, entry);
  }
  const repo = repoNameOf(config.location, gitHost);
  return {
    config: repo === undefined ? undefined : { repo, follows: followOf(config.ref) },
    sources: [...byLocation.values()],
  };
}

function followOf(ref: string | undefined): Follow {
  return ref === undefined ? { type: 'head' } : { type: 'ref', ref };
}
