// Ids in paths: parsed once, and a 404 of their kind where they can't be one.

import { parseSessionId, parseTurnId, type SessionId, type TurnId } from '../../../state/model/ids.ts';
import { notFound } from '../errors.ts';

export const sessionPath = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', description: "The session's id: `ses_…`." } },
} as const;

export const spacePath = {
  type: 'object',
  required: ['space'],
  properties: { space: { type: 'string', description: "The space's name." } },
} as const;

export const idempotencyHeader = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      description: 'The same key has its effect only once; another request under it is refused.',
    },
  },
} as const;

export const matchHeader = {
  'if-match': {
    type: 'string',
    maxLength: 1000,
    description: 'The `ETag` of what was looked at: where it was changed since, nothing happens (412).',
  },
} as const;

export function sessionId(text: string): SessionId {
  const id = parseSessionId(text);
  if (id === undefined)
    throw notFound('SESSION', `session ${JSON.stringify(text)}`, 'List them: raworc session list.');
  return id;
}

export function turnId(text: string): TurnId {
  const id = parseTurnId(text);
  if (id === undefined)
    throw notFound('TURN', `turn ${JSON.stringify(text)}`, 'The answer to a message names its turn.');
  return id;
}
