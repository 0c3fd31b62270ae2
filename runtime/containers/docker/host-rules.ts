// Host rules on a Docker engine: a container of our own, in the host's network and with the right to its packet filter, looks
// what is there and puts right what is not. It lives for as long as that takes, and for a minute where its maker was killed.

import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  type Containers,
  type HostRules,
  type HostRulesOptions,
  UNTIL_LABEL,
  type Waiting,
} from '../engine.ts';
import { EngineError, isEngineError } from '../errors.ts';
import { canFilter, removal, repair, type Repair } from '../host-rules/compare.ts';
import { resolversIn } from '../host-rules/resolvers.ts';
import { chainNames, ruleSet } from '../host-rules/rules.ts';
import type { Connection } from './connection.ts';
import { containerConfig } from './container-config.ts';
import type { Ownership } from './ownership.ts';

export interface HostRulesParts {
  readonly connection: Connection;
  readonly ownership: Ownership;
  readonly containers: Containers;
}

/** One per kind of packet filter; the engine uses one of them, which shows in the chain that it made. */
const FILTERS = ['iptables-nft', 'iptables-legacy'] as const;
/** The older filter is only spoken to through a raw socket. */
const CAPABILITIES = ['NET_ADMIN', 'NET_RAW'];
const LONGEST_SECONDS = 60;
/** Somebody else may change the host's rules between the look and the repair, which then is refused as a whole. */
const TRIES = 3;
const NO_CHAIN = 'its host has no iptables chain DOCKER-USER';
const RESOLV_CONF = '/etc/resolv.conf';

/** Runs a command in the helper; throws `EGRESS_UNFILTERED` where it fails. */
type Run = (command: readonly string[], input?: string) => Promise<string>;

interface Filter {
  readonly program: (typeof FILTERS)[number];
  /** What `iptables -S` says, line by line. */
  readonly listing: readonly string[];
}

export function createHostRules({ connection, ownership, containers }: HostRulesParts): HostRules {
  const { docker, call } = connection;
  const keyOf = (network: string): string =>
    createHash('sha256').update(`${ownership.owner} ${network}`).digest('hex').slice(0, 12);

  /** `bridge` is the engine's own, whose containers see where the engine asks for names. */
  async function inHelper<T>(
    network: 'host' | 'bridge',
    { image, signal }: HostRulesOptions,
    work: (run: Run) => Promise<T>,
  ): Promise<T> {
    const wait: Waiting = signal === undefined ? {} : { signal };
    // Killed before it is started, nobody else ends it.
    const until = String(Date.now() + 2 * LONGEST_SECONDS * 1000);
    const labels = ownership.mark({ 'dev.raworc.kind': 'host-rules', [UNTIL_LABEL]: until });
    const spec = containerConfig(
      {
        name: `raworc_host_rules_${randomUUID()}`,
        image,
        command: ['sleep', String(LONGEST_SECONDS)],
        user: '0:0',
        labels,
        mounts: [],
        // Where the older filter keeps its lock.
        tmpfs: { '/run': 1024 * 1024 },
        limits: { memoryBytes: 64 * 1024 * 1024, pids: 16 },
        network: 'none',
        stopTimeoutSeconds: 0,
      },
      labels,
      undefined,
    );
    const CapAdd = network === 'host' ? CAPABILITIES : [];
    const HostConfig = { ...spec.HostConfig, NetworkMode: network, CapAdd, AutoRemove: true };
    const request = { ...spec, HostConfig };
    const { id } = await call((abortSignal) => docker.createContainer({ ...request, abortSignal }), wait);
    ownership.know('container', id);
    try {
      await containers.start(id, wait);
      return await work(async (command, input) => {
        const stdin = input === undefined ? {} : { stdin: Readable.from([Buffer.from(input)]) };
        const { exitCode, stdout, stderr } = await containers.exec(id, command, { ...wait, ...stdin });
        if (exitCode === 0) return stdout.toString('utf8');
        throw unfiltered(`${command[0]} failed: ${stderr.toString('utf8').trim()}`);
      });
    } finally {
      await containers.remove(id);
    }
  }

  async function filterOf(run: Run): Promise<Filter | undefined> {
    for (const program of FILTERS) {
      const said = await run([program, '-S']).catch(orNothing);
      const listing = (said ?? '').split('\n').map((line) => line.trim());
      if (canFilter(listing)) return { program, listing };
    }
    return undefined;
  }

  async function changeRules(run: Run, plan: (filter: Filter) => Repair): Promise<readonly string[]> {
    for (let left = TRIES; ; left -= 1) {
      const filter = await filterOf(run);
      if (filter === undefined) throw unfiltered(NO_CHAIN);
      const { networks, input } = plan(filter);
      if (input === undefined) return networks;
      try {
        await run([`${filter.program}-restore`, '--noflush', '--wait', '5'], input);
        return networks;
      } catch (thrown) {
        if (left <= 1 || !isEngineError(thrown, 'EGRESS_UNFILTERED')) throw thrown;
      }
    }
  }

  /** A host that asks itself sends its containers elsewhere, which only they see. */
  async function resolvers(run: Run, options: HostRulesOptions): Promise<readonly string[]> {
    const found = resolversIn(await run(['cat', RESOLV_CONF]));
    if (found.length > 0) return found;
    const seen = await inHelper('bridge', options, (inside) => inside(['cat', RESOLV_CONF])).catch(orNothing);
    return resolversIn(seen ?? '');
  }

  return {
    ensure: async (networks, options) => {
      if (networks.length === 0) return [];
      try {
        return await inHelper('host', options, async (run) => {
          const { allowed } = options;
          const known = { owner: ownership.owner, allowed, resolvers: await resolvers(run, options) };
          const sets = networks.map((network) => ruleSet(network, { ...known, key: keyOf(network.name) }));
          return changeRules(run, ({ listing }) => repair(listing, sets));
        });
      } catch (thrown) {
        throw asUnfiltered(thrown);
      }
    },

    async probe(options) {
      try {
        await inHelper('host', options, async (run) => {
          if ((await filterOf(run)) === undefined) throw unfiltered(NO_CHAIN);
        });
      } catch (thrown) {
        throw asUnfiltered(thrown);
      }
    },

    remove: (network, options) =>
      inHelper('host', options, async (run) => {
        if ((await filterOf(run)) === undefined) return;
        const chains = chainNames(keyOf(network));
        await changeRules(run, ({ listing }) => ({ networks: [], input: removal(listing, chains) }));
      }),
  };
}

function unfiltered(why: string, cause?: unknown): EngineError {
  const message = `The engine can't keep a session with \`egress: internet\` from private addresses: ${why}.`;
  return new EngineError('EGRESS_UNFILTERED', message, cause === undefined ? {} : { cause });
}

/** An engine that refuses the helper, a rootless one for example, can't be given rules; one that is away may be later. */
function asUnfiltered(thrown: unknown): unknown {
  if (!isEngineError(thrown, 'ENGINE_REFUSED')) return thrown;
  return unfiltered(thrown.message.replace(/\.$/, ''), thrown);
}

function orNothing(thrown: unknown): undefined {
  if (!isEngineError(thrown, 'EGRESS_UNFILTERED', 'ENGINE_REFUSED')) throw thrown;
}
