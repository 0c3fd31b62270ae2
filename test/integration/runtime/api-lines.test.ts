// The first minutes of somebody who has no repository yet: an empty server, three requests, an answer.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { createLog } from '../../../cli/serve/log.ts';
import { startRuntime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import { cleanEngine } from '../../../scripts/demo/clean-engine.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { ensureBase } from '../../support/base/ensure-base.ts';
import { createTestGitHub } from '../../support/github/github.ts';
import { ensureEngine } from '../../support/machine/engine.ts';

const runInShell = promisify(execFile);
const commands = new URL('../../../node_modules/.bin', import.meta.url).pathname;

/** The agent that the lines name, with no more than a manifest has to say. */
const salesAgent = {
  'raworc.json': JSON.stringify({
    runtime: 'python3',
    handler: 'main.process_message',
    description: 'Answers sales questions',
  }),
  'main.py': 'def process_message(message, context):\n    return "sales: " + message\n',
};

interface Written {
  readonly result: string;
}

const lines = [
  `raworc api spaces -m post -b '{"name":"my-team"}'`,
  `raworc api spaces/my-team/agents -m post -b '{"name":"sales-agent","source_repo":"github.com/company/sales-agent"}'`,
  `raworc api sessions -m post -b '{"space":"my-team"}'`,
] as const;

describe('on an empty server', () => {
  const undo = new AsyncDisposableStack();
  const home = mkdtempSync(join(tmpdir(), 'raworc-lines-'));
  undo.defer(() => rmSync(home, { recursive: true, force: true }));
  before(async () => {
    await ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) });
    await ensureBase();
    const github = undo.use(await createTestGitHub());
    await github.createRepository('company/sales-agent', salesAgent);
    const given = {
      RAWORC_HOME: home,
      RAWORC_PORT: '0',
      RAWORC_POLL: 'never',
      RAWORC_LOG_LEVEL: 'error',
      RAWORC_GIT_INSTEAD_OF: `https://github.com/=${github.url}/`,
    };
    const settings = serveSettings(loadSettings(given, {}));
    undo.defer(() => cleanEngine(settings.databaseUrl));
    undo.use(await startRuntime(settings, { log: createLog(settings.logLevel) }));
  });
  after(() => undo.disposeAsync());

  /** As somebody types it who has set nothing but where the server's home is. */
  async function type(line: string): Promise<string> {
    const env = { PATH: `${commands}${delimiter}${process.env['PATH']}`, RAWORC_HOME: home };
    const { stdout } = await runInShell('/bin/sh', ['-c', line], { env });
    return stdout;
  }

  const json = async <Answer>(line: string) => JSON.parse(await type(line)) as Answer;

  it('three requests lead to an agent that answers, because nobody should need more', async () => {
    const [declareSpace, declareAgent, openSession] = lines;
    const space = await json<Written>(declareSpace);
    const agent = await json<Written>(declareAgent);
    const { id, state } = await json<SessionView>(openSession);
    assert.deepEqual([space.result, agent.result, state], ['committed', 'committed', 'init']);

    // Said before anything is built: what was accepted is answered.
    assert.equal(await type(`raworc session send ${id} 'How are deals?'`), 'sales: How are deals?\n');
    const ready = await json<SessionView>(`raworc api 'sessions/${id}/wait?state=idle&timeout=30'`);
    assert.equal(ready.state, 'idle');
  });

  it('what they declared is in Git, as commits that people can read', async () => {
    const log = await runInShell('git', ['log', '--format=%an: %s', 'main'], {
      cwd: join(home, 'config.git'),
    });
    assert.match(
      log.stdout,
      /^admin: Declare the agent my-team\/sales-agent\nadmin: Declare the space my-team\n/,
    );
  });
});
