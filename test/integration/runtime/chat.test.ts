// A person who chats: at a terminal, and from a script.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { MessageView } from '../../../server/api/shapes/message.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { openSession } from '../../support/runtime/talk.ts';
import { openTerminal, type TestTerminal } from '../../support/terminal/terminal.ts';

const entry = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;

describe('a chat', () => {
  let runtime: RealRuntime;
  const home = mkdtempSync(join(tmpdir(), 'raworc-chat-'));
  before(async () => {
    runtime = await openRealRuntime();
    await runtime.apply({
      ...space('team', 'routing: { default: echo }'),
      ...pythonAgent('team', 'echo', 'return "<" + message + ">"'),
      ...pythonAgent('team', 'slow', 'yield "begun "\ntime.sleep(600)\nyield "ended"'),
    });
  });
  after(async () => {
    await runtime[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  });

  const env = () => ({
    ...process.env,
    RAWORC_HOME: home,
    RAWORC_API_URL: runtime.url,
    RAWORC_API_KEY: runtime.token,
  });
  const chat = (...args: readonly string[]): TestTerminal =>
    openTerminal([process.execPath, entry, 'session', 'chat', ...args], env());

  async function piped(input: string, ...args: readonly string[]) {
    const child = spawn(process.execPath, [entry, 'session', 'chat', ...args], { env: env() });
    child.stdin.end(input);
    const closed = once(child, 'close') as Promise<[number]>;
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { code, stdout, stderr };
  }

  it('in a script prints the replies and nothing else, and says in its exit code whether there were any', async () => {
    const id = await openSession(runtime, 'team');
    assert.deepEqual(await piped('one\ntwo\\\nlines\n', id), {
      code: 0,
      stdout: '<one>\n<two\nlines>\n',
      stderr: '',
    });
    await runtime.client.request('DELETE', `sessions/${id}`);
    const refused = await piped('hello\n', id);
    assert.deepEqual([refused.code, refused.stdout], [6, '']);
  });

  it('sends what is pasted as one message, and gives it back as one from the history', async () => {
    const id = await openSession(runtime, 'team');
    await using terminal = chat(id);
    await terminal.see(/> $/);
    terminal.type('\u001b[200~one\ntwo\u001b[201~');
    await terminal.see(/one␤two/);
    terminal.type('\r');
    await terminal.see(/<one\r\ntwo>/);
    terminal.type('\u001b[A');
    await terminal.see(/one␤two/);
    terminal.type('\r');
    await terminal.see(/<one\r\ntwo>/);
    const said = await runtime.client.all<MessageView>(`sessions/${id}/messages`);
    assert.deepEqual(
      said.filter(({ role }) => role === 'user').map(({ content }) => content),
      ['one\ntwo', 'one\ntwo'],
    );
  });

  it('cancels the reply on Ctrl-C and goes on; ends on the second one at the prompt, and leaves the session', async () => {
    const id = await openSession(runtime, 'team');
    await using terminal = chat(id);
    await terminal.see(/> $/);
    terminal.type('@slow go\r');
    await terminal.see(/begun/);
    terminal.type('\u0003');
    await terminal.see(/\(cancelled\)[^]*> $/);
    terminal.type('@echo still there\r');
    await terminal.see(/<.*still there>[^]*> $/);
    terminal.type('\u0003');
    await terminal.see(/Ctrl-C again[^]*> $/);
    terminal.type('\u0003');
    const { code, rest } = await terminal.ended;
    assert.equal(code, 0);
    assert.match(rest, /\[canonical 1 echo 1\]/);
    assert.equal((await runtime.client.get<SessionView>(`sessions/${id}`)).state, 'idle');
  });

  it('cancels a message on Ctrl-C that the server has not acknowledged yet', async () => {
    const id = await openSession(runtime, 'team');
    await using terminal = chat(id);
    await terminal.see(/> $/);
    terminal.type('@slow go\r\u0003');
    await terminal.see(/\(cancelled\)/);
    const session = await runtime.client.get<SessionView>(`sessions/${id}/wait`, { state: 'idle' });
    assert.equal(session.state, 'idle');
  });

  it('knows commands, and what somebody meant who misspelt one', async () => {
    const id = await openSession(runtime, 'team');
    await using terminal = chat(id);
    await terminal.see(/> $/);
    terminal.type('/agnets\r');
    await terminal.see(/Did you mean \/agents\?/);
    terminal.type('/agents\r');
    await terminal.see(/echo[^]*slow/);
    terminal.type('/agent ecco\r');
    await terminal.see(/Did you mean echo\?/);
    terminal.type('/agent echo\r');
    await terminal.see(/echo answers from now on/);
    terminal.type('/etc/hosts is a file\r');
    await terminal.see(/<\/etc\/hosts is a file>/);
    terminal.type('/fork\r');
    const [, fork = ''] = /You are in (ses_\w+) now/.exec(await terminal.see(/You are in ses_\w+ now/)) ?? [];
    terminal.type('in the fork\r');
    await terminal.see(/<in the fork>/);
    terminal.type('/history\r');
    await terminal.see(/hosts is a file[^]*in the fork/);
    terminal.type('/pause\r');
    await terminal.see(/to be paused/);
    terminal.type('awake\r');
    await terminal.see(/<awake>/);
    terminal.type('/quit\r');
    assert.equal((await terminal.ended).code, 0);
    const before = await runtime.client.all<MessageView>(`sessions/${id}/messages`);
    const after = await runtime.client.all<MessageView>(`sessions/${fork}/messages`);
    assert.deepEqual([before.length, after.length], [2, 6]);
  });

  it('closes the session that it made, and only that one', async () => {
    await using terminal = chat('-s', 'team');
    const [, id = ''] = /session (ses_\w+)/.exec(await terminal.see(/session ses_\w+[^]*> $/)) ?? [];
    terminal.type('\u0004');
    const { rest } = await terminal.ended;
    assert.match(rest, new RegExp(`session ${id} is closed`));
    const { state } = await runtime.client.get<SessionView>(`sessions/${id}/wait`, { state: 'closed' });
    assert.equal(state, 'closed');
  });
});
