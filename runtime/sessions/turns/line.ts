// Turns of one agent in one session that wait for each other: as many run at once as its manifest allows, and who came
// first goes first. Those of an agent that takes one at a time are in line with all others of the session, by their tasks.

import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import type { AgentRow } from '../../../state/store/agents.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { SessionEdit } from '../session-edit.ts';
import { wake } from './wake-turns.ts';

export function placesOf(agent: Pick<AgentRow, 'goodManifest'> | undefined): number {
  return (agent?.goodManifest as Manifest | null | undefined)?.concurrency ?? 1;
}

/** Whether the agent has a place for it that nobody before it waits for. */
export async function hasPlace(
  { turns }: Pick<StoreTables, 'turns'>,
  { id, sessionId }: Pick<TurnRow, 'id' | 'sessionId'>,
  agent: Pick<AgentRow, 'name' | 'goodManifest'>,
): Promise<boolean> {
  const free = placesOf(agent) - (await turns.countRunning(sessionId, agent.name));
  if (free < 1) return false;
  return (await turns.waiting(sessionId, agent.name, free)).some((waiting) => waiting.id === id);
}

/** Wakes those that have a place now that this one has ended. */
export async function callNext(
  { tables, row, now }: Pick<SessionEdit, 'tables' | 'row' | 'now'>,
  { route }: Pick<TurnRow, 'route'>,
): Promise<void> {
  if (route === null) return;
  const { id, space } = row();
  const places = placesOf(await tables.agents.get(space, route.agent));
  const free = places - (await tables.turns.countRunning(id, route.agent));
  if (free < 1) return;
  await wake(tables, await tables.turns.waiting(id, route.agent, free), now);
}
