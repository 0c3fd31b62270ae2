// `POST /webhook/github`: from the first header to the acknowledgement. Everything that a stranger sends is refused before
// it costs anything, and nothing is believed before the signature was.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { messageOf } from '../../state/model/errors.ts';
import type { DeliveryCounts } from './counts.ts';
import { notJson, notUtf8, Refusal, storeAway, wrongMethod, wrongShape, wrongSignature } from './errors.ts';
import { readHead, readLabel } from './head.ts';
import { readHint } from './hint.ts';
import type { Arrival, Inbox, Receipt } from './inbox.ts';
import type { BodyReader } from './read-body.ts';
import { isSigned } from './signature.ts';

export interface RouteDeps {
  readonly inbox: Inbox;
  readonly bodies: BodyReader;
  readonly secrets: readonly string[];
  /** Of one body. */
  readonly limit: number;
  readonly counts: DeliveryCounts;
}

const path = '/webhook/github';

export function registerRoute(app: FastifyInstance, deps: RouteDeps): void {
  const { inbox, bodies, secrets, limit, counts } = deps;

  async function take({ headers }: FastifyRequest, body: Readable): Promise<Receipt & { delivery: string }> {
    const head = readHead(headers, limit);
    if (head instanceof Refusal) throw head;
    const bytes = await bodies.read(body);
    if (bytes instanceof Refusal) throw bytes;
    if (!isSigned(bytes, head.signature, secrets)) throw wrongSignature();
    const label = readLabel(headers);
    if (label instanceof Refusal) throw label;
    const content = contentOf(label.event, bytes);
    const receipt = await write({ label, bytes, content });
    if (content instanceof Refusal) throw content;
    return { ...receipt, delivery: label.delivery };
  }

  async function write(arrival: Arrival): Promise<Receipt> {
    try {
      return await inbox.put(arrival);
    } catch (error) {
      throw storeAway(error);
    }
  }

  async function refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    refusal: Refusal,
  ): Promise<FastifyReply> {
    const { code, status, message, hint, details, cause } = refusal;
    counts.count(code);
    if (cause !== undefined) request.log.error({ code, error: messageOf(cause) }, message);
    else request.log.info({ code }, message);
    if (!request.raw.readableEnded) {
      await bodies.discard(request.raw);
      reply.header('connection', 'close');
    }
    return reply
      .status(status)
      .send({ error: { code, message, ...(hint === undefined ? {} : { hint }), details } });
  }

  // The bytes are read by hand: they are what is signed.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));

  app.post(path, { schema: { hide: true } }, async (request, reply) => {
    try {
      const { type, ended, delivery } = await take(request, request.raw);
      counts.count(type);
      const isRepeated = type === 'repeated' && ended;
      return await reply.status(isRepeated ? 200 : 202).send({ delivery, outcome: type });
    } catch (thrown) {
      if (thrown instanceof Refusal) return refuse(request, reply, thrown);
      throw thrown;
    }
  });
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: path,
    schema: { hide: true },
    handler: (request, reply) => refuse(request, reply.header('allow', 'POST'), wrongMethod()),
  });
}

function contentOf(event: string, bytes: Uint8Array): Arrival['content'] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return notUtf8();
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return notJson();
  }
  const read = readHint(event, body);
  return read.type === 'wrong' ? wrongShape(read.problem) : read;
}
