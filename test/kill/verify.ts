// What has to hold of a session after all the killing. Pure: answers what does not, in sentences.

import type { EventView } from '../../server/api/shapes/event.ts';
import type { MessageView } from '../../server/api/shapes/message.ts';
import type { TurnWithReplyView } from '../../server/api/shapes/turn.ts';
import type { Accepted } from './conversation.ts';

export interface Remains {
  readonly session: string;
  readonly accepted: readonly Accepted[];
  readonly turns: readonly TurnWithReplyView[];
  /** Turns that run or wait, those that agents made among them. */
  readonly unfinished: number;
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
  if (remains.unfinished > 0) findings.push(`${remains.unfinished} of its turns have not ended`);
  return findings.map((finding) => `${session}: ${finding}`);
}

/** Under which it is executed: its own, and that of what its agent asks or hands over. */
export const keysOf = ({ key, hop }: Accepted): readonly string[] =>
  hop === undefined ? [key] : [key, `${key}/${hop}`];
/** Where it was handed over, its heir's. */
function replyTo(accepted: Accepted): string {
  const replies = keysOf(accepted).map((key) => `0 1 2 3 4 ${key}`);
  return accepted.hop === 'handoff' ? (replies.at(-1) ?? '') : replies.join(' ');
}
const repliesTo = ({ fate }: Accepted) => (fate === 'cancelled' ? 0 : 1);

function* inMessages({ accepted, messages }: Remains): Generator<string> {
  // What it took along from another belongs to no turn of its own.
  const said = messages.filter(({ role, turn_id }) => role === 'user' && turn_id !== null);
  if (said.length !== accepted.length)
    yield `${accepted.length} messages were accepted, and the history has ${said.length}`;
  for (const own of accepted) {
    const { key, turn } = own;
    const asked = said.filter(({ turn_id }) => turn_id === turn).length;
    if (asked !== 1) yield `${key}: it stands ${asked} times in the history`;
    const replies = messages.filter((message) => message.role === 'agent' && message.turn_id === turn);
    if (replies.length !== repliesTo(own)) yield `${key}: it has ${replies.length} replies`;
    for (const { content } of replies) {
      if (content !== replyTo(own)) yield `${key}: its reply is ${JSON.stringify(content)}`;
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
    const { key, turn, hop } = own;
    const expected = {
      'user.message': 1,
      'agent.message': repliesTo(own),
      'agent.asked': hop === 'ask' ? 1 : 0,
      'agent.answered': hop === 'ask' ? 1 : 0,
      'turn.handed_over': hop === 'handoff' ? 1 : 0,
    };
    for (const [type, count] of Object.entries(expected)) {
      const told = events.filter(
        ({ type: told, data }) => told === type && (data['parent_turn_id'] ?? data['turn_id']) === turn,
      ).length;
      if (told !== count) yield `${key}: the log tells of ${told} ${type}`;
    }
  }
}

function* inDiary({ accepted, diary }: Remains): Generator<string> {
  for (const own of accepted) for (const key of keysOf(own)) yield* inExecutions(key, own, diary);
  const answered = accepted.filter((own) => repliesTo(own) > 0).length;
  if (diary.length < answered) yield `${answered} replies, and ${diary.length} executions`;
}

function* inExecutions(key: string, { fate }: Accepted, diary: readonly string[]): Generator<string> {
  const attempts = diary.filter((line) => line.startsWith(`${key} `)).map((line) => line.split(' ')[1]);
  if (fate === 'bereaved') {
    if (new Set(attempts).size !== attempts.length) yield `${key}: it ran twice as ${attempts.join(', ')}`;
  } else if (attempts.join() !== '1' && !(fate === 'cancelled' && attempts.length === 0)) {
    yield `${key}: its container lived, and it ran ${attempts.length} times, as attempt ${attempts.join(', ')}`;
  }
}
