// Requests that nobody thought of, made from the served description, against the whole server: none is answered by a
// failure of the server, and every answer is one that the description has.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { ensureDatabase } from '../../support/machine/database.ts';
import { ensureSchemathesis } from '../../support/machine/schemathesis.ts';
import { type ImaginedServer, startImaginedServer } from '../../support/server/imagined-server.ts';

/** How long one run may take; by hand, many times as long. */
const SECONDS = Number(process.env['RAWORC_TEST_PROPERTY_SECONDS'] ?? '40');
const SEED = process.env['RAWORC_TEST_PROPERTY_SEED'] ?? '1';

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

const answering = 'def process_message(message, context):\n    return "did " + message\n';

const files = {
  'spaces/sales/space.yaml': `apiVersion: raworc.dev/v1
kind: Space
metadata: { name: sales }
spec: { description: Sales, sessions: { max: 20 } }
`,
  'spaces/sales/agents/bot.yaml': `apiVersion: raworc.dev/v1
kind: Agent
metadata: { name: bot, space: sales }
spec: { source: { path: agents/bot }, purpose: Answers }
`,
  'agents/bot/raworc.json':
    '{ "runtime": "python3", "handler": "main.process_message", "description": "Bot" }',
  'agents/bot/main.py': answering,
};

/** These may take as long as they are asked to; the tester hangs up before. */
const waiting = [/POST .*\/sync$/, /\/turns\/\{turn\}$/, /POST .*\/messages$/, /\/wait$/];

/** Streams that end when the reader goes, WebSockets, and the one that would take its own token away. */
const left = ['watchProgress', 'openCommand', 'openPort', 'revokeToken'];

async function runProperties({ url, token }: ImaginedServer, seconds: number): Promise<string> {
  const program = await ensureSchemathesis((step) => process.stderr.write(`${step}\n`));
  const settings = {
    header: `Authorization: Bearer ${token}`,
    checks: checks.join(','),
    phases: 'examples,coverage,fuzzing',
    'max-time': String(seconds),
    'request-timeout': '3',
    seed: SEED,
    'suppress-health-check': 'all',
  };
  const tester = spawn(
    program,
    [
      'run',
      `${url}/api/v0/openapi.json`,
      ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      ...left.flatMap((operation) => ['--exclude-operation-id', operation]),
      '--continue-on-failure',
      '--no-color',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: tmpdir() },
  );
  const [said] = await Promise.all([text(tester.stdout), once(tester, 'close')]);
  return said;
}

function assertKept(said: string): void {
  const [, generated] = /(\d+) generated/.exec(said) ?? [];
  assert.ok(Number(generated) > 100, said);
  assert.doesNotMatch(said, /^=+ FAILURES =+$/m, said);
  const unanswered = [...said.matchAll(/^_{3,} ([A-Z]+ \/\S+) _{3,}$/gm)].map(
    ([, operation]) => operation ?? '',
  );
  const unexpected = unanswered.filter((operation) => !waiting.some((known) => known.test(operation)));
  assert.deepEqual(unexpected, [], said);
}

describe('whatever is sent to the API', () => {
  it('is answered as described, and never by a failure, on SQLite', async () => {
    await using server = await startImaginedServer({ files, agents: { bot: answering } });
    await server.client.post('sessions', { space: 'sales' });
    assertKept(await runProperties(server, SECONDS));
    // Else it would all have been refused.
    assert.equal((await server.client.get<{ account: string }>('whoami')).account, 'admin');
  });

  it('is answered as described on MariaDB too, which refuses other texts and numbers than SQLite', async () => {
    const database = await ensureDatabase();
    try {
      await using server = await startImaginedServer({
        files,
        agents: { bot: answering },
        databaseUrl: database.url,
      });
      await server.client.post('sessions', { space: 'sales' });
      assertKept(await runProperties(server, SECONDS / 2));
      assert.equal((await server.client.get<{ account: string }>('whoami')).account, 'admin');
    } finally {
      await database.stop();
    }
  });
});
