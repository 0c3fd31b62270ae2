// Commands in a session: run to their end, or spoken with over a WebSocket.

import { onSession } from '../access/needs.ts';
import { constants } from 'node:os';
import type { Command, Hands, RunningCommand } from '../../../runtime/sessions/hands/hands.ts';
import { badRequest, upgradeRequired } from '../errors.ts';
import type { Conversation, Said } from '../frames.ts';
import { whileConnected } from '../server-sent-events.ts';
import { sessionId, sessionPath } from '../shapes/parameters.ts';
import { commandResultView } from '../shapes/runtime.ts';
import { answer } from '../shapes/media.ts';
import { bodyBytes } from '../edge/limits.ts';
import type { Api } from '../typed.ts';
import { converse } from '../web-socket.ts';

const command = {
  type: 'array',
  minItems: 1,
  maxItems: 1000,
  items: { type: 'string', maxLength: 100_000 },
  description: 'The program and its arguments; no shell is between.',
} as const;
const env = { type: 'object', additionalProperties: { type: 'string' } } as const;
const workdir = {
  type: 'string',
  minLength: 1,
  description: 'Left out, /session, or the folder of the agent.',
} as const;
const agent = {
  type: 'string',
  description: "In this agent's folder, with its tools and its environment, but without its secrets.",
} as const;

const commandBody = {
  type: 'object',
  required: ['command'],
  additionalProperties: false,
  properties: {
    command,
    env,
    workdir,
    agent,
    stdin: { type: 'string', description: 'Its standard input; left out, that is empty.' },
    timeout: { type: 'number', minimum: 0.1, maximum: 3600, default: 60, description: 'Seconds.' },
    wake: { type: 'boolean', description: 'Resume the session first if it is paused or suspended.' },
  },
} as const;

const size = {
  type: 'object',
  required: ['rows', 'columns'],
  properties: {
    rows: { type: 'integer', minimum: 1, maximum: 10_000 },
    columns: { type: 'integer', minimum: 1, maximum: 10_000 },
  },
} as const;

/** The first frame of a connection. */
const beginning = {
  type: 'object',
  required: ['type', 'command'],
  additionalProperties: false,
  properties: { type: { type: 'string', const: 'begin' }, command, env, workdir, agent, terminal: size },
} as const;

const wakeQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    wake: {
      type: 'boolean',
      default: false,
      description: 'Resume the session if it is paused or suspended.',
    },
  },
} as const;

const MOST_BYTES = 1024 * 1024;

const protocol = `A WebSocket. The client first sends a JSON text frame: \`{"type":"begin","command":["bash"],"env":{},
"workdir":"…","agent":"…","terminal":{"rows":24,"columns":80}}\`; without \`terminal\` the command has pipes. Then binary frames are
its standard input, and text frames say what else there is: \`{"type":"end"}\` (of the input), \`{"type":"resize","rows","columns"}\`,
\`{"type":"signal","name":"SIGINT"}\`. The server sends its output as binary frames; \`{"type":"stream","name":"stderr"}\` says which
stream those after it are of (at first \`stdout\`). The last frame is \`{"type":"exit","code":0}\` or \`{"type":"error","error":{…}}\`.
When the connection ends before that, the command and all of its session are hung up, and killed 2 s later.`;

export function execRoutes(api: Api, { hands }: { readonly hands: Hands }): void {
  api.post(
    '/sessions/:id/exec',
    {
      bodyLimit: bodyBytes.long,
      config: onSession('exec'),
      schema: {
        operationId: 'runCommand',
        response: { 200: commandResultView },
        tags: ['hands'],
        summary: 'Run a command in the session and answer with its exit code and what it printed',
        params: sessionPath,
        body: commandBody,
      },
    },
    async ({ params, body, account }, reply) => {
      const { stdin, timeout, wake, ...given } = body;
      const result = await hands.run(
        sessionId(params.id),
        {
          ...given,
          stdin: Buffer.from(stdin ?? ''),
          timeoutMs: (timeout ?? 60) * 1000,
          maxBytes: MOST_BYTES,
        },
        { by: account, wake: wake ?? false, signal: whileConnected(reply) },
      );
      return {
        exit_code: result.exitCode,
        stdout: result.stdout.toString('utf8'),
        stderr: result.stderr.toString('utf8'),
        truncated: result.truncated,
        timed_out: result.timedOut,
      };
    },
  );

  api.route({
    method: 'GET',
    url: '/sessions/:id/exec',
    config: onSession('exec'),
    schema: {
      operationId: 'openCommand',
      response: { 101: answer('A WebSocket.', {}) },
      tags: ['hands'],
      summary: 'Speak with a command in the session, with a terminal or with pipes',
      description: protocol,
      params: sessionPath,
      querystring: wakeQuery,
    },
    // Before the connection is upgraded, so that what is wrong is an ordinary answer.
    preHandler: async ({ params, query, account, ws }, reply) => {
      if (!ws) throw upgradeRequired();
      const asking = { by: account, wake: query.wake ?? false, signal: whileConnected(reply) };
      await hands.awake(sessionId(params.id), asking, 'a command');
    },
    handler: () => {
      throw upgradeRequired();
    },
    wsHandler: (socket, request) => {
      const { id } = request.params as { id: string };
      void converse(socket, request.log, async (conversation) => {
        const first = (await conversation.frames.next()).value as unknown;
        if (!request.validateInput(first, beginning))
          throw badRequest('The first frame has to say what to run: {"type":"begin","command":[…]}.');
        const { type: _, ...wanted } = first as Command & { readonly type: string };
        const asking = { by: request.account, wake: false, signal: conversation.gone };
        const running = await hands.open(sessionId(id), wanted, asking);
        try {
          await speak(running, conversation);
        } finally {
          running.end();
        }
      });
    },
  });
}

async function speak(running: RunningCommand, conversation: Conversation): Promise<void> {
  let told = 'stdout';
  async function print(name: 'stdout' | 'stderr'): Promise<void> {
    for await (const bytes of running[name === 'stdout' ? 'output' : 'errors'] as AsyncIterable<Buffer>) {
      const said = told === name ? undefined : { type: 'stream', name };
      told = name;
      await conversation.sayAndSend(said, bytes);
    }
  }
  void listen(running, conversation).catch(() => running.end());
  await Promise.all([print('stdout'), print('stderr')]);
  await conversation.say({ type: 'exit', code: await running.exitCode() });
}

async function listen(running: RunningCommand, { frames }: Conversation): Promise<void> {
  for (;;) {
    const { value, done } = await frames.next();
    if (done) return;
    if (Buffer.isBuffer(value)) await running.write(value);
    else obey(running, value);
  }
}

function obey(running: RunningCommand, said: Said): void {
  const { type, rows, columns, name } = said;
  if (type === 'end') running.endInput();
  if (type === 'resize' && isSize(rows) && isSize(columns)) running.resize({ rows, columns });
  const number = type === 'signal' ? constants.signals[name as NodeJS.Signals] : undefined;
  if (number !== undefined) running.signal(number);
}

const isSize = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= 10_000;
