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

function parser<Id extends string>(pattern: RegExp): (text: string) => Id | undefined {
  return (text) => (pattern.test(text) ? (text as Id) : undefined);
}

const prefixed = (prefix: string) => new RegExp(`^${prefix}_[${alphabet}]{20}$`);

export const parseSessionId = parser<SessionId>(prefixed('ses'));
export const parseTurnId = parser<TurnId>(prefixed('turn'));
export const parseMessageId = parser<MessageId>(prefixed('msg'));
export const parseCommitId = parser<CommitId>(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
export const parseBuildId = parser<BuildId>(/^[0-9a-f]{16}$/);
export const parseLayerHash = parser<LayerHash>(/^[0-9a-f]{16}$/);
