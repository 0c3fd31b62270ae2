// Branded ids, where a mix-up would hurt, each with the one function that parses or makes it. Pure.

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type SessionId = Branded<'SessionId'>;
export type TurnId = Branded<'TurnId'>;
export type MessageId = Branded<'MessageId'>;
export type TaskId = Branded<'TaskId'>;
/** A full commit hash of the config repository or of an agent's source: 40 (or 64) hex digits. */
export type CommitId = Branded<'CommitId'>;
/** The hash of all that goes into a space's image: 16 hex digits. */
export type BuildId = Branded<'BuildId'>;
/** The hash of all that goes into one agent's layer: 16 hex digits. */
export type LayerHash = Branded<'LayerHash'>;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Source of randomness: fills and returns `count` random bytes. */
export type RandomBytes = (count: number) => Uint8Array;

/** 9 characters of time (milliseconds), so that ids sort by age, and 11 of randomness (55 bits). */
function makeId(prefix: string, now: number, random: RandomBytes): string {
  let time = '';
  for (let rest = now, i = 0; i < 9; i += 1, rest = Math.floor(rest / 32)) {
    time = (alphabet[rest % 32] ?? '0') + time;
  }
  let noise = '';
  for (const byte of random(11)) noise += alphabet[byte % 32] ?? '0';
  return `${prefix}_${time}${noise}`;
}

export const newSessionId = (now: number, random: RandomBytes) => makeId('ses', now, random) as SessionId;
export const newTurnId = (now: number, random: RandomBytes) => makeId('turn', now, random) as TurnId;
export const newMessageId = (now: number, random: RandomBytes) => makeId('msg', now, random) as MessageId;
export const newTaskId = (now: number, random: RandomBytes) => makeId('task', now, random) as TaskId;

type Parse<Id extends string> = (text: string) => Id | undefined;
const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);
const prefixed = (prefix: string) => matching(new RegExp(`^${prefix}_[${alphabet}]{20}$`));

export const parseSessionId = prefixed('ses') as Parse<SessionId>;
export const parseTurnId = prefixed('turn') as Parse<TurnId>;
export const parseMessageId = prefixed('msg') as Parse<MessageId>;
export const parseCommitId = matching(/^([0-9a-f]{40}|[0-9a-f]{64})$/) as Parse<CommitId>;
export const parseBuildId = matching(/^[0-9a-f]{16}$/) as Parse<BuildId>;
export const parseLayerHash = matching(/^[0-9a-f]{16}$/) as Parse<LayerHash>;
