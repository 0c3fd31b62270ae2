// Agents that misbehave while they answer: each fails its own turn with a reason, and the session goes on.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { EventView, LogLineView } from '../../../server/api/shapes/event.ts';
import type { MessageView } from '../../../server/api/shapes/message.ts';
import { commandAgent, pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession, say } from '../../support/runtime/talk.ts';

/** Misbehaves when it is told to, else answers: so one sees that it recovers. */
const onBad = (misbehave: string) => `if message == "bad":\n    ${misbehave}\nreturn "fine"`;

const hoarder = `
try:
    with open("/tmp/everything", "wb") as file:
        while True:
            file.write(bytes(1_000_000))
finally:
    os.remove("/tmp/everything")
`.trim();

const writer = `
home = os.path.expanduser("~")
for folder in (home, "/tmp", "/session", os.environ.get("TMPDIR", "/tmp")):
    with open(os.path.join(folder, "written"), "w") as file:
        file.write(message)
with open("/tmp/program", "w") as file:
    file.write("#!/bin/sh\\necho ran")
os.chmod("/tmp/program", 0o755)
import subprocess
ran = subprocess.run(["/tmp/program"], capture_output=True, text=True).stdout.strip()
try:
    open("/agents/writer/main.py", "a")
    return "the image can be written"
except OSError as refused:
    return ran + " " + open(home + "/written").read() + " " + refused.strerror
`.trim();

describe('an agent that misbehaves', () => {
  let runtime: RealRuntime;
  let session: string;
  let neighbour: string;
  before(async () => {
    runtime = await openRealRuntime();
    const { result } = await runtime.apply({
      ...space('rough', 'resources: { memory: 128Mi }, network: { egress: none }'),
      ...pythonAgent('rough', 'good', 'return "good: " + message'),
      ...pythonAgent('rough', 'throws', onBad('raise ValueError("no such customer")')),
      ...pythonAgent('rough', 'exits', onBad('os._exit(3)')),
      ...pythonAgent('rough', 'killed', onBad('os.kill(os.getpid(), 9)')),
      ...pythonAgent('rough', 'greedy', onBad('return str(len(b"x" * 400_000_000))')),
      ...pythonAgent('rough', 'hoarder', hoarder),
      ...pythonAgent('rough', 'endless', onBad('time.sleep(3600)'), { timeout_seconds: 1 }),
      ...pythonAgent('rough', 'shouts', 'sys.stdout.buffer.write(b"\\xff\\x00\\xfe")\nreturn "said"'),
      ...pythonAgent('rough', 'typo', 'return undefined('),
      ...pythonAgent('rough', 'absent', 'return 1', { handler: 'main.not_there' }),
      ...pythonAgent('rough', 'writer', writer),
      ...pythonAgent('rough', 'native', 'import orjson\nreturn orjson.dumps({"said": message}).decode()'),
      'agents/native/requirements.txt': 'orjson==3.11.3\n',
      ...commandAgent('rough', 'binary', "printf 'text\\377\\376\\000end'"),
      ...commandAgent('rough', 'suicide', 'test "$(cat)" = fine || kill -9 $$; echo fine'),
      ...commandAgent('rough', 'failing', 'echo the reason >&2; exit 7'),
      ...space('calm', 'network: { egress: none }'),
      ...pythonAgent('calm', 'still', 'return "calm: " + message'),
    });
    assert.equal(result, 'converged');
    session = await openSession(runtime, 'rough');
    neighbour = await openSession(runtime, 'calm');
  });
  after(() => runtime[Symbol.asyncDispose]());

  const failures = [
    ['throws', 'HANDLER_FAILED', /no such customer/],
    ['exits', 'WORKER_DIED', /code 3/],
    ['killed', 'WORKER_DIED', /SIGKILL/],
    ['greedy', 'WORKER_DIED', /memory/],
    ['hoarder', 'HANDLER_FAILED', /No space left/],
    ['endless', 'TURN_TIMEOUT', /1 s/],
    ['typo', 'HANDLER_UNLOADABLE', /SyntaxError|syntax/],
    ['absent', 'HANDLER_UNLOADABLE', /not_there/],
    ['suicide', 'WORKER_DIED', /SIGKILL/],
    ['failing', 'HANDLER_FAILED', /code 7/],
  ] as const;
  for (const [agent, code, sentence] of failures) {
    it(`"${agent}" fails its turn as ${code}, and others answer, because they share the session`, async () => {
      const { state, error, items } = await say(runtime, session, agent, 'bad');
      assert.equal(state, 'failed');
      assert.equal(error?.code, code);
      assert.match(error.message, sentence);
      assert.notEqual(error.hint ?? '', '');
      assert.deepEqual(items, []);
      assert.equal(await ask(runtime, session, 'good', agent), `good: ${agent}`);
    });
  }

  it('answers again when it is asked properly, because one bad turn must not end an agent', async () => {
    for (const agent of ['throws', 'exits', 'killed', 'greedy', 'endless', 'suicide']) {
      assert.equal(await ask(runtime, session, agent, 'fine'), 'fine', agent);
    }
  });

  it('prints binary: into the reply as text with marks, from a function into the log only', async () => {
    assert.match(await ask(runtime, session, 'binary', 'hello'), /^text\uFFFD+.*end$/s);
    assert.equal(await ask(runtime, session, 'shouts', 'hello'), 'said');
  });

  it('writes to its home, /tmp and the workspace and nowhere else, because agents expect to', async () => {
    assert.equal(await ask(runtime, session, 'writer', 'words'), 'ran words Read-only file system');
  });

  it('imports a native wheel, because most useful packages have one', async () => {
    assert.equal(await ask(runtime, session, 'native', 'hello'), '{"said":"hello"}');
  });

  it('leaves another space alone, because that is another team’s', async () => {
    assert.equal(await ask(runtime, neighbour, 'still', 'hello'), 'calm: hello');
  });

  it('loses nothing: every message, failed turn and word of the log is kept', async () => {
    const messages = await runtime.client.all<MessageView>(`sessions/${session}/messages`);
    assert.equal(messages.filter(({ content }) => content === 'bad').length, failures.length);
    const { items: events } = await runtime.client.get<{ items: EventView[] }>(`sessions/${session}/events`, {
      limit: 1000,
    });
    assert.equal(events.filter(({ type }) => type === 'turn.failed').length, failures.length);
    const { items: lines } = await runtime.client.get<{ items: LogLineView[] }>(`sessions/${session}/logs`);
    const logged = lines.map(({ agent, text }) => `${agent}: ${text}`).join('\n');
    assert.match(logged, /^throws: ValueError: no such customer$/m);
    assert.match(logged, /^failing: the reason$/m);
  });
});
