// A new member of a team, by the docs alone: the commands are taken out of docs/teams.md and typed as they stand there.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

const commands = new URL('../../../node_modules/.bin', import.meta.url).pathname;
const docs = readFileSync(new URL('../../../docs/teams.md', import.meta.url), 'utf8');
/** What the docs call the server. */
const SERVER = 'https://raworc.example.com';

/** The lines of the block that begins with logging in. */
function commandsOfTheDocs(): readonly string[] {
  const block = docs.split('```').find((part) => part.trim().startsWith('raworc auth login'));
  assert.ok(block, 'docs/teams.md says how somebody logs in');
  return block
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, ''));
}

let runtime: RealRuntime;
let home: string;
before(async () => {
  home = mkdtempSync(join(tmpdir(), 'raworc-ann-'));
  runtime = await openRealRuntime();
});
after(async () => {
  await runtime[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

/** In a shell that knows nothing of the server but what was typed before. */
async function type(line: string, input: string): Promise<string> {
  const env = { PATH: `${commands}${delimiter}${process.env['PATH']}`, HOME: home };
  const shell = spawn('/bin/sh', ['-c', line.replace(SERVER, runtime.url)], { env });
  shell.stdin.end(input);
  const ended = new Promise((resolve) => void shell.once('close', resolve));
  const [out, errors] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
  assert.equal(await ended, 0, `${line}\n${errors}`);
  return out;
}

test('is answered after five commands or fewer, and is known by name', async () => {
  const { result } = await runtime.apply({
    ...space('sales'),
    ...pythonAgent(
      'sales',
      'clerk',
      "return f\"{context.user if hasattr(context, 'user') else context['user']}: {message}\"",
    ),
    'access.yaml': [
      'apiVersion: raworc.dev/v1',
      'kind: RoleBinding',
      'metadata: { name: sales-people }',
      'spec: { role: developer, subjects: [{ account: ann }], spaces: [sales] }',
      '',
    ].join('\n'),
  });
  assert.equal(result, 'converged');
  const { token } = await runtime.client.post<{ token: string }>('tokens', { account: 'ann' });

  const lines = commandsOfTheDocs();
  assert.ok(lines.length >= 2 && lines.length <= 5, lines.join('\n'));
  const outputs: string[] = [];
  for (const line of lines) {
    const input = line.startsWith('raworc auth login') ? `${token}\n` : 'How are deals?\n';
    outputs.push(await type(line, input));
  }
  assert.match(outputs.at(-1) ?? '', /ann: How are deals\?/);
});
