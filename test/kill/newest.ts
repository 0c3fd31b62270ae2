// Whether what was committed last is what runs in the end, with nothing half built.

import type { BuildView } from '../../server/api/shapes/build.ts';
import type { SessionView } from '../../server/api/shapes/session.ts';
import type { TurnWithReplyView } from '../../server/api/shapes/turn.ts';
import { choreSpace, talkSpace, versionSaid } from './declared.ts';
import type { PatientClient } from './patient-client.ts';

const patienceSeconds = 60;

/** `version`: of the agent that changes. Answers what does not hold, in sentences. */
export async function findingsOfNewest(client: PatientClient, version: number): Promise<readonly string[]> {
  const findings: string[] = [];
  const said = await askChanging(client);
  if (said !== versionSaid(version)) findings.push(`version ${version} was committed, and one says: ${said}`);
  for (const space of [talkSpace, choreSpace]) {
    const builds = await client.act((server) => server.all<BuildView>(`spaces/${space}/builds`));
    for (const { id, state } of builds) {
      if (state === 'queued' || state === 'building')
        findings.push(`the build ${id} of ${space} is still ${state}`);
    }
  }
  return findings;
}

async function askChanging(client: PatientClient): Promise<string> {
  const { id } = await client.postOnce<SessionView>('sessions', 'newest', { space: choreSpace });
  const message = { content: 'Which one are you?', agent: 'changing' };
  const { id: turn } = await client.postOnce<TurnWithReplyView>(`sessions/${id}/messages`, 'newest', message);
  const { state, items } = await client.act((server) =>
    server.get<TurnWithReplyView>(`sessions/${id}/turns/${turn}`, { wait: patienceSeconds }),
  );
  return items[0]?.content ?? `nothing, its turn is ${state}`;
}
