// What a supervisor says, or an agent that writes into its stream: the runtime's end of the protocol.

import { PassThrough } from 'node:stream';
import {
  array,
  type Arbitrary,
  boolean,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  record,
  string,
} from 'fast-check';
import type { Attachment } from '../../../runtime/containers/engine.ts';
import { createHear } from '../../../runtime/sessions/hear.ts';
import { createLink } from '../../../runtime/sessions/link/create-link.ts';
import { createAgentLogs } from '../../../runtime/sessions/logs/agent-logs.ts';
import { newSessionId } from '../../../state/model/ids.ts';
import { systemClock, systemRandom } from '../../../cli/serve/clock.ts';
import { damagedText, damagedValue } from '../damage.ts';
import { openTarget, type Target } from '../target.ts';

const ofTurn = {
  turn: constantFrom('t1', 't2'),
  attempt: integer({ min: 1, max: 3 }),
  seq: integer({ min: 1, max: 20 }),
};
const agent = constantFrom('clerk', 'buyer');
const at = nat();
const kind = (type: string, fields: Record<string, Arbitrary<unknown>>): Arbitrary<unknown> =>
  record({ type: constantFrom(type), ...fields });
const frame = oneof(
  kind('turn.started', { ...ofTurn, agent, at }),
  kind('turn.delta', { ...ofTurn, text: string() }),
  kind('turn.done', {
    ...ofTurn,
    content: string(),
    usage: option(record({ input_tokens: nat() }), { nil: undefined }),
  }),
  kind('turn.handoff', { ...ofTurn, to: agent, message: string() }),
  kind('turn.failed', {
    ...ofTurn,
    code: constantFrom('HANDLER_FAILED', 'TURN_TIMEOUT'),
    message: string(),
    hint: string(),
  }),
  kind('ask', {
    ...ofTurn,
    ask: string(),
    agent,
    what: constantFrom('reply', 'handoff', 'agents'),
    to: agent,
    message: string(),
  }),
  kind('ask.dropped', { ...ofTurn, ask: string() }),
  kind('log', {
    seq: ofTurn.seq,
    agent,
    stream: constantFrom('stdout', 'stderr'),
    text: oneof(string(), constantFrom('a s3cret-va', 'lue-of-it', 's3cret-value-of-it')),
    at,
    cut: option(constantFrom(true), { nil: undefined }),
  }),
  kind('workspace', { seq: ofTurn.seq, bytes: nat(), files: nat() }),
  kind('worker.started', { seq: ofTurn.seq, agent, pid: nat(), at }),
  kind('worker.exited', {
    seq: ofTurn.seq,
    agent,
    pid: nat(),
    code: option(nat()),
    signal: option(string()),
    oom: boolean(),
    at,
  }),
  kind('answer', {
    re: constantFrom('id', 'other'),
    ok: boolean(),
    result: constantFrom({}),
    error: record({ code: string(), message: string(), hint: string() }),
  }),
  kind('bad_frame', { message: string(), sample: string() }),
  kind('newer', { seq: ofTurn.seq }),
  kind('chunk', {
    of: constantFrom('s1', 's2'),
    part: integer({ min: 0, max: 2 }),
    parts: integer({ min: 1, max: 3 }),
    data: constantFrom('eyJ0eXBlIjoi', 'bmV3ZXIiLCJz', 'ZXEiOjR9', '!'),
  }),
  kind('hello', {
    re: constantFrom('id'),
    version: constantFrom(1, 2, 3),
    boot: constantFrom('b'),
    pid: nat(),
    epoch: integer({ min: 0, max: 2 }),
    seq: nat(),
    turns: constantFrom([]),
    workers: constantFrom([]),
  }),
);
const lines = array(
  oneof(
    { arbitrary: damagedValue(frame).map((value) => JSON.stringify(value) ?? ''), weight: 6 },
    { arbitrary: constantFrom('', '{', '\u0000', 'x'.repeat(300_000)), weight: 1 },
  ),
  { minLength: 1, maxLength: 6 },
).map((all) => `${all.join('\n')}\n`);
const greeting = {
  type: 'hello',
  re: 'id',
  version: 2,
  boot: 'b',
  pid: 1,
  epoch: 1,
  seq: 0,
  turns: [{ turn: 't1', attempt: 1, agent: 'clerk', state: 'running' }],
  workers: [],
  asks: [],
};

export const linkTarget: Target = {
  files: [
    'runtime/sessions/link/lines.ts',
    'runtime/sessions/link/chunks.ts',
    'runtime/sessions/link/read-frame.ts',
    'runtime/sessions/link/connection.ts',
    'runtime/sessions/link/create-link.ts',
    'runtime/sessions/link/greeting.ts',
    'runtime/sessions/link/requests.ts',
    'runtime/sessions/hear.ts',
  ],
  open: async () =>
    openTarget({
      inputs: record({ text: damagedText(lines), piece: integer({ min: 1, max: 4096 }) }),
      async read({ text, piece }) {
        const output = new PassThrough();
        const ended = Promise.withResolvers<void>();
        const attachment: Attachment = {
          input: new PassThrough().resume(),
          output,
          errors: new PassThrough(),
          closed: ended.promise,
          end: () => ended.resolve(),
        };
        let attached = 0;
        const attach = async (): Promise<Attachment> => {
          attached += 1;
          if (attached === 1) return attachment;
          throw new Error('The container is gone.');
        };
        let heard = 0;
        const id = newSessionId(1, systemRandom);
        const logger = { info: () => undefined, warn: () => undefined };
        const files = {
          append: async () => undefined,
          read: async () => [],
          bytes: async () => 0,
          remove: async () => undefined,
          sessions: async () => [],
        };
        const logs = createAgentLogs({ files, logger });
        logs.hide(id, 'clerk', ['s3cret-value-of-it']);
        const live = { ends: { put: () => true, forget: () => undefined }, link: { ack: () => undefined } };
        const hear = createHear({
          store: { turns: { get: async () => undefined } } as never,
          bus: { events: { tell: () => undefined } } as never,
          partials: { begin: () => undefined, add: () => undefined, join: () => undefined } as never,
          logs,
          asks: { hear: async () => undefined, await: () => undefined },
          room: { heard: () => undefined, attached: () => undefined },
          logger,
        });
        const link = createLink({
          attach,
          epoch: 1,
          clock: systemClock,
          newId: () => 'id',
          onFrame(each) {
            heard += 1;
            hear.frame({ id, space: 'sales' }, each, live as never);
          },
          reattachMs: 0,
        });
        const opened = link.open();
        const request = opened.then(() =>
          link.request({ type: 'worker.stop', agent: 'clerk' }, { id: 'id' }),
        );
        request.catch(() => undefined);
        await Promise.resolve();
        await new Promise<void>((resolve) => void setImmediate(resolve));
        output.emit('data', Buffer.from(`${JSON.stringify(greeting)}\n`));
        await opened;
        const bytes = Buffer.from(text);
        for (let from = 0; from < bytes.length; from += piece * 16)
          output.emit('data', bytes.subarray(from, from + piece * 16));
        link.close();
        await logs.flush();
        return heard > 0;
      },
    }),
};
