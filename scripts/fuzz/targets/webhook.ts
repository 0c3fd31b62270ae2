// `POST /webhook/github`: written by anybody who reaches the server.

import { randomUUID } from 'node:crypto';
import { type Arbitrary, constant, constantFrom, integer, oneof, record, uint8Array } from 'fast-check';
import fastify from 'fastify';
import { createDeliveryCounts } from '../../../webhook/receiver/counts.ts';
import { createBodyReader } from '../../../webhook/receiver/read-body.ts';
import { registerRoute } from '../../../webhook/receiver/route.ts';
import { publishedExamples } from '../../../test/webhook/receiver/examples.ts';
import { headersOf, secret } from '../../../test/webhook/receiver/signed.ts';
import { systemClock } from '../../../cli/serve/clock.ts';
import { damagedText, damagedValue, oddText } from '../damage.ts';
import { openTarget, type Target } from '../target.ts';

const examples = publishedExamples().filter(({ payload }) => JSON.stringify(payload).length < 20_000);
const delivery = constantFrom(...examples);
const unreadable = constantFrom('a\u0000b', 'é'.repeat(30));
const limits = { bytes: 1024 * 1024, ms: 5_000, bytesAtOnce: 8 * 1024 * 1024 };

/** Mostly nothing. */
const seldom = <T>(what: Arbitrary<T>): Arbitrary<T | undefined> =>
  oneof({ arbitrary: constant(undefined), weight: 5 }, { arbitrary: what, weight: 1 });

const inputs = record({
  example: delivery,
  body: oneof(
    {
      arbitrary: delivery.chain(({ payload }) =>
        damagedText(damagedValue(constantFrom(payload)).map((value) => JSON.stringify(value) ?? '')),
      ),
      weight: 9,
    },
    { arbitrary: uint8Array({ maxLength: 50 }), weight: 1 },
  ),
  own: seldom(constantFrom('push', 'pull_request', 'check_run', 'issue_comment', 'merge_group')),
  header: seldom(
    record({
      name: constantFrom(
        'content-type',
        'x-github-event',
        'x-github-delivery',
        'x-github-hook-id',
        'x-hub-signature-256',
        'content-length',
      ),
      value: oneof(
        oddText,
        unreadable,
        constantFrom('application/json; charset=x', 'sha256=', 'sha1=00', '-1'),
      ),
    }),
  ),
  repeat: integer({ min: 0, max: 3 }),
});

export const webhookTarget: Target = {
  files: [
    'webhook/receiver/route.ts',
    'webhook/receiver/head.ts',
    'webhook/receiver/hint.ts',
    'webhook/receiver/payload.ts',
    'webhook/receiver/signature.ts',
    'webhook/receiver/read-body.ts',
  ],
  async open() {
    const app = fastify();
    await app.register(async (own) =>
      registerRoute(own, {
        inbox: { put: async () => ({ type: 'accepted' }) as never },
        bodies: createBodyReader(limits, systemClock),
        secrets: [secret],
        limit: limits.bytes,
        counts: createDeliveryCounts(),
      }),
    );
    await app.ready();
    return openTarget({
      inputs,
      async read({ example, body, own, header }) {
        const event = own ?? example.event;
        const headers: Record<string, string> = headersOf({ event, body, id: randomUUID() });
        if (header !== undefined) headers[header.name] = header.value;
        const payload = typeof body === 'string' ? body : Buffer.from(body);
        const reply = await app.inject({ method: 'POST', url: '/webhook/github', headers, payload });
        if (reply.statusCode >= 500) throw new Error(`It answered ${reply.statusCode}: ${reply.body}`);
        // The server around it gives refusals of its own their shape.
        const answer = reply.json<{ code?: string; error?: string | { code: string } }>();
        const code = typeof answer.error === 'object' ? answer.error.code : answer.code;
        if (reply.statusCode >= 400 && code === undefined)
          throw new Error(`Refused without a code: ${reply.body}`);
        return code === undefined || code === 'WEBHOOK_SHAPE';
      },
      close: () => app.close(),
    });
  },
};
