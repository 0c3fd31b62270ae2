// What has to hold of a copy, beside what holds of every session: it has what the original had when it was asked for, and
// nothing that the original never had. Pure: answers what does not, in sentences.

import type { MessageView } from '../../server/api/shapes/message.ts';
import type { Accepted } from './conversation.ts';
import { keysOf, type Remains } from './verify.ts';

/** `settled`: what of the original had ended before. */
export function findingsOfCopy(
  copy: Remains,
  original: Remains,
  settled: readonly Accepted[],
): readonly string[] {
  return [...inHistory(copy, original, settled), ...inDiary(copy, original, settled)].map(
    (finding) => `${copy.session}, a copy of ${original.session}: ${finding}`,
  );
}

function inHistory(copy: Remains, original: Remains, settled: readonly Accepted[]): Iterable<string> {
  const turns = new Set<string | null>(settled.map(({ turn }) => turn));
  const copied = copy.messages.filter(({ turn_id }) => turn_id === null);
  const least = original.messages.filter(({ turn_id }) => turns.has(turn_id));
  return inLines('history', copied.map(told), original.messages.map(told), least.length);
}

function inDiary(copy: Remains, original: Remains, settled: readonly Accepted[]): Iterable<string> {
  const isOwn = isOf(copy.accepted);
  const copied = copy.diary.filter((line) => !isOwn(line));
  return inLines('diary', copied, original.diary, original.diary.filter(isOf(settled)).length);
}

function* inLines(
  what: string,
  copied: readonly string[],
  all: readonly string[],
  least: number,
): Generator<string> {
  if (copied.length < least) yield `its ${what} has ${copied.length} of ${least} lines`;
  const strange = copied.find((line, at) => line !== all[at]);
  if (strange !== undefined) yield `its ${what} has ${JSON.stringify(strange)} where the original has not`;
}

const told = ({ role, content }: MessageView) => `${role}: ${content}`;

function isOf(accepted: readonly Accepted[]): (line: string) => boolean {
  const keys = new Set(accepted.flatMap(keysOf));
  return (line) => keys.has(line.split(' ')[0] ?? '');
}
