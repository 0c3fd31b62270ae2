// Answers that hold everything there is: written piece by piece, so that ten thousand agents in one answer don't keep
// everybody else waiting while they become JSON.

import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** `{ ...rest, [name]: items }`; each of the items is shown when it is its turn. */
export function sendLong<T>(
  reply: FastifyReply,
  rest: object,
  name: string,
  items: readonly T[],
  show: (item: T) => object,
): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(Readable.from(written(rest, name, items, show)));
}

async function* written<T>(
  rest: object,
  name: string,
  items: readonly T[],
  show: (item: T) => object,
): AsyncGenerator<string> {
  const begun = JSON.stringify(rest).slice(0, -1);
  yield `${begun}${begun === '{' ? '' : ','}${JSON.stringify(name)}:[`;
  for (const [index, item] of items.entries()) {
    yield `${index === 0 ? '' : ','}${JSON.stringify(show(item))}`;
    await nextTurn();
  }
  yield ']}';
}
