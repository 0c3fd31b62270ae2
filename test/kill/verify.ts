// What has to hold of a session after all the killing. Pure: answers what does not, in sentences.

import type { EventView, MessageView, TurnAnswer } from '../../cli/client/answers.ts';
import type { Accepted } from './conversation.ts';

export interface Remains {
  readonly session: string;
  readonly accepted: readonly Accepted[];
  readonly turns: readonly TurnAnswer[];
  readonly messages: readonly MessageView[];
  readonly events: readonly EventView[];
  /** One line per execution: the message's key and the attempt. Undefined where the workspace is gone. */
  readonly diary: readonly string[] | undefined;
}

export function findingsOf(remains: Remains): readonly string[] {
  const { session, accepted } = remains;
  const findings = [...inMessages(remains), ...inEvents(remains), ...inDiary(remains)];
  for (const [index, turn] of remains.turns.entries()) {
    if (turn.state === 'done') continue;
    const why = turn.error === null ? '' : `: ${turn.error.code}, ${turn.error.message}`;
    findings.push(`${accepted[index]?.key}: its turn is ${turn.state}${why}`);
  }
  return findings.map((finding) => `${session}: ${finding}`);
}

const replyTo = (key: string) => `0 1 2 3 4 ${key}`;

function* inMessages({ accepted, messages }: Remains): Generator<string> {
  const said = messages.filter(({ role }) => role === 'user');
  if (said.length !== accepted.length)
    yield `${accepted.length} messages were accepted, and the history has ${said.length}`;
  for (const { key, turn } of accepted) {
    const asked = said.filter(({ turn_id }) => turn_id === turn).length;
    if (asked !== 1) yield `${key}: it stands ${asked} times in the history`;
    const replies = messages.filter((message) => message.role === 'agent' && message.turn_id === turn);
    if (replies.length !== 1) yield `${key}: it has ${replies.length} replies`;
    for (const { content } of replies) {
      if (content !== replyTo(key)) yield `${key}: its reply is ${JSON.stringify(content)}`;
    }
  }
}

function* inEvents({ accepted, events }: Remains): Generator<string> {
  for (const [index, { seq }] of events.entries()) {
    if (seq !== index + 1) {
      yield `event ${seq} stands at place ${index + 1} of the log`;
      break;
    }
  }
  for (const { key, turn } of accepted) {
    for (const type of ['user.message', 'agent.message']) {
      const told = events.filter((event) => event.type === type && event.data['turn_id'] === turn).length;
      if (told !== 1) yield `${key}: the log tells of ${told} ${type}`;
    }
  }
}

function* inDiary({ accepted, diary }: Remains): Generator<string> {
  if (diary === undefined) return;
  for (const { key, wasBereaved } of accepted) {
    const attempts = diary.filter((line) => line.startsWith(`${key} `)).map((line) => line.split(' ')[1]);
    if (wasBereaved) {
      if (new Set(attempts).size !== attempts.length) yield `${key}: it ran twice as ${attempts.join(', ')}`;
    } else if (attempts.join() !== '1') {
      yield `${key}: its container lived, and it ran ${attempts.length} times, as attempt ${attempts.join(', ')}`;
    }
  }
  if (diary.length < accepted.length) yield `${accepted.length} messages, and ${diary.length} executions`;
}
