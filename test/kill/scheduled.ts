// Whether each run of the schedule was sent once, executed once and answered once.

import type { MessageView } from '../../server/api/shapes/message.ts';
import type { ScheduleView } from '../../server/api/shapes/schedule.ts';
import type { TurnWithReplyView } from '../../server/api/shapes/turn.ts';
import { hasEnded, joinConversation } from './conversation.ts';
import { scheduledKey, talkSpace } from './declared.ts';
import type { PatientClient } from './patient-client.ts';
import type { RemainsReader } from './remains.ts';

interface SentMessage extends MessageView {
  readonly metadata: { readonly planned_at?: string };
}

/** Answers what does not hold, in sentences; the next run may come at any time. */
export async function findingsOfSchedule(
  client: PatientClient,
  remains: RemainsReader,
): Promise<readonly string[]> {
  const schedules = await client.act((server) => server.all<ScheduleView>(`spaces/${talkSpace}/schedules`));
  const session = schedules[0]?.session_id ?? undefined;
  if (session === undefined) return ['the schedule never ran'];
  const list = () =>
    client
      .act((server) => server.all<SentMessage>(`sessions/${session}/messages`))
      .then((messages) => ({
        sent: messages.filter(({ role }) => role === 'user'),
        replies: messages.filter(({ role }) => role === 'agent'),
      }));
  const findings: string[] = [];

  const { sent } = await list();
  const times = sent.map(({ metadata }) => metadata.planned_at);
  if (new Set(times).size !== times.length) findings.push(`runs were sent twice: ${times.join(', ')}`);
  for (const { turn_id: turn } of sent) {
    let seen: TurnWithReplyView;
    do seen = await client.act((server) => server.get(`sessions/${session}/turns/${turn}`, { wait: 30 }));
    while (!hasEnded(seen));
    if (seen.state !== 'done') findings.push(`the run of the turn ${turn} is ${seen.state}`);
  }
  const conversation = joinConversation(client, { session, space: talkSpace, name: scheduledKey });
  const { diary } = await remains.of(conversation);
  const later = await list();
  for (const { turn_id: turn } of sent) {
    const count = later.replies.filter(({ turn_id }) => turn_id === turn).length;
    if (count !== 1) findings.push(`the run of the turn ${turn} has ${count} replies`);
  }
  if (diary.length < sent.length || diary.length > later.sent.length)
    findings.push(`${later.sent.length} runs were sent, and ${diary.length} executed`);
  if (diary.some((line) => line !== `${scheduledKey} 1`))
    findings.push(`runs were executed as ${diary.join(', ')}`);
  return findings.map((finding) => `the schedule: ${finding}`);
}
