// This process among the others of the installation: its row, and the listener at which the others reach it.

import { hostname } from 'node:os';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { ApiDeps } from '../../server/api/app.ts';
import { createApp } from '../../server/api/app.ts';
import type { Operator } from '../../server/api/processes/choose-operator.ts';
import { takeForwarded } from '../../server/api/processes/take-forwarded.ts';
import { messageOf } from '../../state/model/errors.ts';
import { announcePresence, isAlive, type Presence, PROCESS_PROTOCOL } from '../../state/tasks/presence.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { version } from '../version.ts';
import { systemClock as clock, systemRandom as random } from './clock.ts';
import { addressTaken } from './errors.ts';
import type { Foundations } from './foundations.ts';

export const newProcessId = (): string => Buffer.from(random(9)).toString('hex');

/** Writes this process down for the others, until it is disposed of. `address`: where they reach it. */
export function joinProcesses(
  { store, home, masterKeys }: Pick<Foundations, 'store' | 'home' | 'masterKeys'>,
  self: {
    readonly id: string;
    readonly role: ServeSettings['role'];
    readonly address: string | null;
    readonly log: Logger;
  },
): Promise<Presence> {
  const { id, role, address, log } = self;
  return announcePresence({
    processes: store.processes,
    self: { id, role, home: home.owner, address, version, keyId: masterKeys[0].id },
    clock,
    onTrouble: (error) => log.warn({ error: messageOf(error) }, 'this process could not be written down'),
  });
}

/** Those that live and can be asked. */
export async function livingOperators({ store }: Pick<Foundations, 'store'>): Promise<readonly Operator[]> {
  const now = clock.now();
  return (await store.processes.list()).flatMap((row) =>
    row.address !== null && row.protocol === PROCESS_PROTOCOL && isAlive(row, now)
      ? [{ id: row.id, address: row.address, keyId: row.keyId }]
      : [],
  );
}

/** What our own process passes on has been bounded there, and has a few headers more. */
const internalLimits = { headers: 120, headerBytes: 64 * 1024, guessesPerMinute: 0 };

/** Listens to our own processes alone. Throws `ADDRESS_TAKEN`. */
export async function listenInternally(
  deps: ApiDeps,
  { seals }: Pick<Foundations, 'seals'>,
  { id, internal }: { readonly id: string; readonly internal: ServeSettings['internal'] },
): Promise<AsyncDisposable & { readonly address: string }> {
  const { audit, ...access } = deps.access;
  const { webhook: _webhook, page: _page, ...rest } = deps;
  const app = await createApp({
    ...rest,
    access: {
      ...access,
      // What was allowed is written down where it was judged. What is refused here all the same must not be lost.
      audit: { ...audit, add: async (entry) => entry.decision === 'refused' && (await audit.add(entry)) },
    } as ApiDeps['access'],
    edge: { limits: internalLimits },
    takeForwarded: (api) => takeForwarded(api, { seals, self: id }),
  });
  const { host, port } = internal;
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw addressTaken(host, port, error);
    throw error;
  }
  const { port: chosen } = app.server.address() as AddressInfo;
  const isAnywhere = host === '0.0.0.0' || host === '::';
  const name = isAnywhere ? hostname() : host.includes(':') ? `[${host}]` : host;
  return { address: `http://${name}:${chosen}`, [Symbol.asyncDispose]: () => app.close() };
}
