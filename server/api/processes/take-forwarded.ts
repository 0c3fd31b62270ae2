// The operator's end: only what one of our own processes has sealed is taken, and for whom that one has judged it.

import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { processRefused } from '../../../state/secrets/errors.ts';
import { digestOf, type ProcessSeals, STREAMED } from '../../../state/secrets/process-seal.ts';
import { PROCESS_PROTOCOL } from '../../../state/tasks/presence.ts';
import { ASKER, decodeAsker, DIGEST, SEAL } from './headers.ts';

export interface TakeForwardedDeps {
  readonly seals: Pick<ProcessSeals, 'open'>;
  /** The process that it has to be for. */
  readonly self: string;
}

const only = (header: string | string[] | undefined): string => (typeof header === 'string' ? header : '');

/** For all routes of this application, in the place of tokens. */
export function takeForwarded(api: FastifyInstance, { seals, self }: TakeForwardedDeps): void {
  api.addHook('onRequest', async (request) => {
    const { method, url, headers } = request;
    const asker = only(headers[ASKER]);
    const digest = only(headers[DIGEST]);
    seals.open({ protocol: PROCESS_PROTOCOL, to: self, method, url, digest, asker }, only(headers[SEAL]));
    const { subject } = decodeAsker(asker);
    request.subject = subject;
    request.account = subject.account;
  });
  api.addHook('preParsing', async (request, _reply, payload) => {
    const digest = only(request.headers[DIGEST]);
    if (digest === STREAMED) return payload;
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of payload as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > request.routeOptions.bodyLimit) throw processRefused('its body is too large');
      pieces.push(piece);
    }
    const body = Buffer.concat(pieces);
    if (digestOf(body) !== digest) throw processRefused('its body is another one');
    return Object.assign(Readable.from(body.length === 0 ? [] : [body]), { receivedEncodedLength: length });
  });
}
