// The network's end: what an operator has to do is passed on to one, after it was judged here.

import { request as ask, type ClientRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Tracer } from '../../../state/model/trace.ts';
import { digestOf, type ProcessSeals, STREAMED } from '../../../state/secrets/process-seal.ts';
import { PROCESS_PROTOCOL } from '../../../state/tasks/presence.ts';
import { REQUEST_ID } from '../edge/request-id.ts';
import { inOrder, type Operator } from './choose-operator.ts';
import { noOperator, operatorLost } from './errors.ts';
import { ASKER, DIGEST, encodeAsker, passedOn, SEAL } from './headers.ts';
import { whereIs } from './where.ts';

export interface ForwardDeps {
  readonly seals: Pick<ProcessSeals, 'seal'>;
  /** Those that live and can be reached. */
  readonly operators: () => Promise<readonly Operator[]>;
  /** The operator that is attached to that session. */
  readonly holderOf: (session: string) => Promise<string | undefined>;
  readonly tracer?: Tracer;
}

/** So long may the way to an operator take; its answer may take as long as it likes. */
const CONNECT_MS = 2_000;

type Answer =
  | { readonly type: 'answer'; readonly response: IncomingMessage }
  | {
      readonly type: 'upgrade';
      readonly response: IncomingMessage;
      readonly socket: Duplex;
      readonly head: Buffer;
    }
  /** Nothing of it has reached the operator. */
  | { readonly type: 'away' }
  | { readonly type: 'lost'; readonly error: Error };

/** For all routes of this application that are registered afterwards; behind the guard. */
export function forwardToOperators(api: FastifyInstance, deps: ForwardDeps): void {
  const tunnels = new Set<Duplex>();
  api.addHook('preClose', async () => {
    for (const tunnel of tunnels) tunnel.destroy();
  });
  /** Whether it was answered. */
  async function pass(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const { method, routeOptions } = request;
    const where = whereIs(method, routeOptions.url ?? '');
    if (where === 'here') return false;
    const answer = await firstAnswer(deps, request, reply);
    switch (answer.type) {
      case 'answer':
        passBack(answer.response, reply);
        return true;
      case 'upgrade':
        openTunnel(answer, request, reply, tunnels);
        return true;
      case 'away':
        if (where === 'either') return false;
        throw noOperator();
      case 'lost':
        throw operatorLost(answer.error);
      default:
        return answer satisfies never;
    }
  }

  async function passOr(
    request: FastifyRequest,
    reply: FastifyReply,
    goOn: (refused?: Error) => void,
  ): Promise<void> {
    let isAnswered: boolean;
    try {
      isAnswered = await pass(request, reply);
    } catch (thrown) {
      return goOn(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
    if (!isAnswered) goOn();
  }

  // An async hook would go on to the route where who asked is gone before the end of the answer.
  api.addHook('preHandler', (request, reply, done) => void passOr(request, reply, done));
}

async function firstAnswer(deps: ForwardDeps, request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
  const id = (request.params as { readonly id?: string }).id;
  const holder = id === undefined ? undefined : await deps.holderOf(id);
  const body = request.body instanceof Readable ? request.body : textOf(request.body);
  const mayRepeat =
    !(body instanceof Readable) &&
    (request.method === 'GET' || request.headers['idempotency-key'] !== undefined);
  let last: Answer = { type: 'away' };
  for (const operator of inOrder(await deps.operators(), id ?? '', holder)) {
    const sending = send(deps, request, reply, operator, body);
    if (sending === undefined) continue;
    const answer = await sending;
    if (answer.type === 'answer' || answer.type === 'upgrade') return answer;
    if (answer.type === 'lost' && !mayRepeat) return answer;
    if (answer.type === 'lost' || last.type === 'away') last = answer;
  }
  return last;
}

const textOf = (body: unknown): string => (body === undefined || body === null ? '' : JSON.stringify(body));

/** Undefined where we have no key that this operator knows. */
function send(
  { seals, tracer }: ForwardDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { id: to, address, keyId }: Operator,
  body: string | Readable,
): Promise<Answer> | undefined {
  const { method, url, ip, subject, ws } = request;
  const asker = encodeAsker({ subject, address: ip });
  const digest = body instanceof Readable ? STREAMED : digestOf(body);
  const seal = seals.seal({ protocol: PROCESS_PROTOCOL, to, method, url, digest, asker }, keyId);
  if (seal === undefined) return undefined;
  const headers: Record<string, string | string[]> = {
    ...passedOn(request.headers),
    [REQUEST_ID]: request.id,
    [SEAL]: seal,
    [DIGEST]: digest,
    [ASKER]: asker,
  };
  const traceparent = tracer?.current();
  if (traceparent !== undefined) headers['traceparent'] = traceparent;
  if (ws) Object.assign(headers, { connection: 'Upgrade', upgrade: 'websocket' });
  if (body === '') delete headers['content-type'];
  else if (typeof body === 'string') headers['content-length'] = String(Buffer.byteLength(body));
  const asking = ask(new URL(url, address), { method, headers, agent: false });
  // Whoever asked may have gone: then nobody waits for it.
  const giveUp = (): void => void asking.destroy();
  reply.raw.once('close', giveUp);
  asking.once('close', () => reply.raw.off('close', giveUp));
  return answerOf(asking, body);
}

function answerOf(asking: ClientRequest, body: string | Readable): Promise<Answer> {
  return new Promise((resolve) => {
    let isConnected = false;
    const tooLong = setTimeout(() => asking.destroy(new Error('The operator can’t be reached.')), CONNECT_MS);
    asking.once('socket', (socket) =>
      socket.once('connect', () => {
        isConnected = true;
        clearTimeout(tooLong);
        // Not before: what was not sent can be sent to another.
        if (body instanceof Readable) body.pipe(asking);
        else asking.end(body);
      }),
    );
    asking.once('response', (response) => resolve({ type: 'answer', response }));
    asking.once('upgrade', (response, socket, head) => resolve({ type: 'upgrade', response, socket, head }));
    asking.on('error', (error) => resolve(isConnected ? { type: 'lost', error } : { type: 'away' }));
    asking.once('close', () => {
      clearTimeout(tooLong);
      resolve({ type: 'lost', error: new Error('The connection ended.') });
    });
  });
}

function passBack(response: IncomingMessage, reply: FastifyReply): void {
  void reply
    .code(response.statusCode ?? 502)
    .headers(passedOn(response.headers))
    .send(response);
}

/** From here on both speak over it as they like. */
function openTunnel(
  { response, socket: there, head }: Extract<Answer, { readonly type: 'upgrade' }>,
  request: FastifyRequest,
  reply: FastifyReply,
  tunnels: Set<Duplex>,
): void {
  reply.hijack();
  const here = request.raw.socket;
  reply.raw.detachSocket(here);
  const lines = [`HTTP/1.1 101 Switching Protocols`];
  for (let at = 0; at < response.rawHeaders.length; at += 2)
    lines.push(`${response.rawHeaders[at]}: ${response.rawHeaders[at + 1]}`);
  here.write(`${lines.join('\r\n')}\r\n\r\n`);
  if (head.length > 0) here.write(head);
  const end = (): void => {
    here.destroy();
    there.destroy();
    tunnels.delete(here);
  };
  tunnels.add(here);
  for (const side of [here, there]) {
    side.on('error', end);
    side.once('close', end);
  }
  here.pipe(there).pipe(here);
}
