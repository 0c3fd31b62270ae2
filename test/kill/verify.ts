// What has to hold of a session after all the killing. Pure: answers what does not, in sentences.

import type { EventView, MessageView, TurnAnswer } from '../../cli/client/answers.ts';
import type { Accepted } from './conversation.ts';

export interface Remains {
  readonly session: string;
  readonly accepted: readonly Accepted[];
  readonly turns: readonly TurnAnswer[];
  readonly messages: readonly MessageView[];
  readonly events: readonly EventView[];
  /** One line per execution: the message's key and the attempt. */
  readonly diary: readonly string[];
}

export function findingsOf(remains: Remains): readonly string[] {
  const { session, accepted } = remains;
  const findings = [...inMessages(remains), ...inEvents(remains), ...inDiary(remains)];
  for (const [index, turn] of remains.turns.entries()) {
    const said = accepted[index];
    if (turn.state === (said?.fate === 'cancelled' ? 'cancelled' : 'done')) continue;
    const why = turn.error === null ? '' : `: ${turn.error.code}, ${turn.error.message}`;
    findings.push(`${said?.key}: its turn is ${turn.state}${why}`);
  }
  return findings.map((finding) => `${session}: ${finding}`);
}

const replyTo = (key: string) => `0 1 2 3 4 ${key}`;
const repliesTo = ({ fate }: Accepted) => (fate === 'cancelled' ? 0 : 1);

function* inMessages({ accepted, messages }: Remains): Generator<string> {
  const said = messages.filter(({ role }) => role === 'user');
  if (said.length !== accepted.length)
    yield `${accepted.length} messages were accepted, and the history has ${said.length}`;
  for (const own of accepted) {
    const { key, turn } = own;
    const asked = said.filter(({ turn_id }) => turn_id === turn).length;
    if (asked !== 1) yield `${key}: it stands ${asked} times in the history`;
    const replies = messages.filter((message) => message.role === 'agent' && message.turn_id === turn);
    if (replies.length !== repliesTo(own)) yield `${key}: it has ${replies.length} replies`;
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
  for (const own of accepted) {
    const { key, turn } = own;
    const expected = { 'user.message': 1, 'agent.message': repliesTo(own) };
    for (const [type, count] of Object.entries(expected)) {
      const told = events.filter((event) => event.type === type && event.data['turn_id'] === turn).length;
      if (told !== count) yield `${key}: the log tells of ${told} ${type}`;
    }
  }
}

function* inDiary({ accepted, diary }: Remains): Generator<string> {
  for (const { key, fate } of accepted) {
    const attempts = diary.filter((line) => line.startsWith(`${key} `)).map((line) => line.split(' ')[1]);
    if (fate === 'bereaved') {
      if (new Set(attempts).size !== attempts.length) yield `${key}: it ran twice as ${attempts.join(', ')}`;
    } else if (attempts.join() !== '1' && !(fate === 'cancelled' && attempts.length === 0)) {
      yield `${key}: its container lived, and it ran ${attempts.length} times, as attempt ${attempts.join(', ')}`;
    }
  }
  const answered = accepted.filter((own) => repliesTo(own) > 0).length;
  if (diary.length < answered) yield `${answered} replies, and ${diary.length} executions`;
}
