// The first three lines of anybody's script, back to back on an empty server: nothing is declared yet, nothing is built,
// and the agent's repository is on GitHub.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import type { SessionView, TurnAnswer } from '../../../cli/client/answers.ts';
import { createClient } from '../../../cli/client/client.ts';
import { replyOf, waitForState, waitForTurn } from '../../../cli/client/wait.ts';
import { createLog } from '../../../cli/serve/log.ts';
import { startRuntime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import { cleanEngine } from '../../../scripts/demo/clean-engine.ts';
import { ensureBase } from '../../support/base/ensure-base.ts';
import { createTestGitHub } from '../../support/github/github.ts';
import { ensureEngine } from '../../support/machine/engine.ts';

const entry = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;
const code = 'def process_message(message, context):\n    return "Sold: " + message\n';

it('the three lines end in a session that is idle, and an answer', async () => {
  await ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) });
  await ensureBase();
  await using undo = new AsyncDisposableStack();
  const github = undo.use(await createTestGitHub());
  await github.createRepository('company/sales-agent', {
    'raworc.json': JSON.stringify({ runtime: 'python3', handler: 'main.process_message' }),
    'main.py': code,
  });
  const home = mkdtempSync(join(tmpdir(), 'raworc-lines-'));
  undo.defer(() => rmSync(home, { recursive: true, force: true }));
  const given = {
    RAWORC_HOME: home,
    RAWORC_PORT: '0',
    RAWORC_LOG_LEVEL: 'error',
    RAWORC_GIT_INSTEAD_OF: `https://github.com/=${github.url}/`,
  };
  const settings = serveSettings(loadSettings(given, {}));
  undo.defer(() => cleanEngine(settings.databaseUrl));
  const runtime = undo.use(await startRuntime(settings, { log: createLog(settings.logLevel) }));

  const raworc = async (...args: readonly string[]): Promise<string> => {
    const env = { ...process.env, ...given };
    const { stdout } = await promisify(execFile)(process.execPath, [entry, ...args], { env });
    return stdout;
  };
  await raworc('api', 'spaces', '-m', 'post', '-b', '{"name":"my-team"}');
  const newAgent = '{"name":"sales-agent","source_repo":"github.com/company/sales-agent"}';
  await raworc('api', 'spaces/my-team/agents', '-m', 'post', '-b', newAgent);
  const created = JSON.parse(
    await raworc('api', 'sessions', '-m', 'post', '-b', '{"space":"my-team"}'),
  ) as SessionView;

  const client = createClient({ url: runtime.url, token: runtime.token });
  const { id } = await waitForState(client, created.id, 'idle', 120);
  const turn = await client.post<TurnAnswer>(`sessions/${id}/messages`, { content: 'one' }, { wait: 20 });
  assert.equal(replyOf(await waitForTurn(client, id, turn, 60)), 'Sold: one');
});
