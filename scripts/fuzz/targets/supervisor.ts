// What a runtime says: the supervisor's end of the protocol, in Python, read by a process of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  array,
  type Arbitrary,
  constantFrom,
  dictionary,
  integer,
  nat,
  oneof,
  record,
  string,
} from 'fast-check';
import type { FileCoverage } from '../coverage.ts';
import { damagedText, damagedValue, oddText } from '../damage.ts';
import { openTarget, type Target } from '../target.ts';

const id = string({ maxLength: 4 });
const epoch = integer({ min: 0, max: 3 });
const agent = constantFrom('clerk', 'buyer');
const turn = constantFrom('t1', 't2');
const kind = (type: string, fields: Record<string, Arbitrary<unknown>>): Arbitrary<unknown> =>
  record({ type: constantFrom(type), id, epoch, ...fields });
const command = oneof(
  kind('hello', { version: constantFrom(1, 2, 3, 9), seen: constantFrom(undefined, { boot: 'b', seq: 1 }) }),
  kind('ack', { boot: constantFrom('boot', 'x'), seq: nat() }),
  kind('worker.configure', {
    agent,
    revision: string(),
    dir: constantFrom('/agents/clerk'),
    runtime: constantFrom('python3', 'node', 'rust', 'command', 'x'),
    contract: constantFrom('function', 'exec', 'http', 'x'),
    handler: constantFrom('main.f'),
    command: array(string(), { maxLength: 2 }),
    http: record({
      port: integer({ min: -1, max: 70_000 }),
      protocol: constantFrom('invocations', 'responses', 'x'),
    }),
    timeout_seconds: oneof(integer(), constantFrom(1e308)),
    concurrency: integer({ min: 0, max: 4 }),
    env: dictionary(oneof(string(), oddText), oneof(string(), oddText), { maxKeys: 3 }),
  }),
  kind('worker.start', { agent }),
  kind('worker.stop', { agent }),
  kind('turn.start', {
    turn,
    attempt: integer({ min: 0, max: 3 }),
    agent,
    message: string(),
    context: constantFrom({}),
  }),
  kind('turn.cancel', { turn }),
  kind('ask.answer', { turn, ask: string(), content: string() }),
  kind('ask.answer', {
    turn,
    ask: string(),
    error: record({ code: string(), message: string(), hint: string() }),
  }),
  kind('workspace.measure', {}),
  kind('shutdown', { grace: integer({ min: -1, max: 5 }) }),
  kind('chunk', {
    of: constantFrom('a', 'b'),
    part: integer({ min: 0, max: 2 }),
    parts: integer({ min: 1, max: 3 }),
    data: constantFrom('eyJ0eXBlIjoi', 'YWNrIiwic2VxIjox', 'LCJlcG9jaCI6MX0=', '!', 'ä'),
  }),
);
const lines = array(
  oneof(
    { arbitrary: damagedValue(command).map((value) => JSON.stringify(value) ?? ''), weight: 6 },
    {
      arbitrary: constantFrom('', '{', '[1]', 'x'.repeat(270_000), '['.repeat(3000), '1'.repeat(5000)),
      weight: 1,
    },
  ),
  { minLength: 1, maxLength: 5 },
).map((all) => `${all.join('\n')}\n`);

interface Answer {
  readonly parsed?: boolean;
  readonly failure?: string;
  readonly coverage?: readonly FileCoverage[];
}

export const supervisorTarget: Target = {
  files: [],
  async open() {
    const program = join(import.meta.dirname, 'read_commands.py');
    const child = spawn('python3', [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    async function ask(words: string): Promise<Answer> {
      child.stdin.write(`${words}\n`);
      const { value, done } = await answers.next();
      if (done === true) throw new Error('The reading process ended.');
      return JSON.parse(value) as Answer;
    }
    return openTarget({
      inputs: damagedText(lines),
      async read(text) {
        const { parsed, failure } = await ask(Buffer.from(text).toString('base64'));
        if (failure !== undefined) throw new Error(failure);
        return parsed === true;
      },
      coverage: async () => (await ask('coverage')).coverage ?? [],
      async close() {
        child.stdin.end();
        await once(child, 'exit');
      },
    });
  },
};
