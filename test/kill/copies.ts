// Whether what was copied from another session has all of it: forks, and sessions that were put back from an archive, those
// among them of which nobody knows because the answer was lost.

import { waitForState } from '../../cli/client/wait.ts';
import type { SessionTreeView, SessionView } from '../../server/api/shapes/session.ts';
import type { Copy } from './branches.ts';
import { joinConversation } from './conversation.ts';
import { choreSpace } from './declared.ts';
import type { PatientClient } from './patient-client.ts';
import type { RemainsReader } from './remains.ts';
import type { Remains } from './verify.ts';
import { findingsOfCopy } from './verify-copy.ts';

export interface CopiesDeps {
  readonly client: PatientClient;
  readonly remains: RemainsReader;
  readonly copies: readonly Copy[];
  /** Of every conversation. */
  readonly known: ReadonlyMap<string, Remains>;
}

/** More than an import that nobody is at any more is left alone. */
const patienceSeconds = 240;

/** Answers what does not hold, in sentences. */
export async function findingsOfCopies(deps: CopiesDeps): Promise<readonly string[]> {
  const { client, copies, known } = deps;
  const findings: string[] = [];
  for (const { copy, original, settled } of copies) {
    const made = known.get(copy.session);
    const from = known.get(original.session);
    if (made !== undefined && from !== undefined) findings.push(...findingsOfCopy(made, from, settled));
  }
  for (const original of new Set(copies.map((copy) => copy.original.session))) {
    const { root } = await client.act((server) => server.get<SessionTreeView>(`sessions/${original}/tree`));
    if (root.forks.length !== 1) findings.push(`${original}: it was forked ${root.forks.length} times`);
  }
  const sessions = await client.act((server) => server.all<SessionView>('sessions', { space: choreSpace }));
  for (const { id } of sessions) if (!known.has(id)) findings.push(...(await inUnknown(id, deps)));
  return findings;
}

/** It is whole or it goes. */
async function inUnknown(id: string, { client, remains, copies }: CopiesDeps): Promise<readonly string[]> {
  const conversation = joinConversation(client, { session: id, space: choreSpace, name: id });
  const { state } = await client.act((server) => waitForState(server, id, 'idle,closed', patienceSeconds));
  if (state === 'closed') return [];
  const made = await remains.of(conversation);
  const from = made.events.find(({ type }) => type === 'session.imported')?.data['from'];
  const known = copies.findLast(({ original }) => original.session === from);
  if (known === undefined) return [`${id}: nobody asked for it`];
  return findingsOfCopy(made, await remains.of(known.original), known.settled);
}
