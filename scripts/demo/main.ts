// `npm run demo`: the whole product on this machine, from a commit to an agent that answers, and from the next commit
// to its changed answer. `--once` ends by itself; `--mysql` keeps the state in a MySQL-compatible database.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanEngine } from './clean-engine.ts';
import { hostExamples } from './config-repository.ts';
import { openGitHost } from './git-host.ts';
import { prepareMachine } from './machine.ts';
import { startServer } from './server.ts';
import { createShell, say } from './shell.ts';
import { showMainJob } from './show-main-job.ts';
import { showPullRequest } from './show-pull-request.ts';

const { values } = parseArgs({ options: { once: { type: 'boolean' }, mysql: { type: 'boolean' } } });

const interrupted = new Promise<void>((resolve) => {
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
});

async function demo(): Promise<void> {
  await using undo = new AsyncDisposableStack();
  const machine = undo.use(await prepareMachine({ mysql: values.mysql === true }));
  const folder = mkdtempSync(join(tmpdir(), 'raworc-demo-'));
  undo.defer(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, 'home');
  const databaseUrl = machine.databaseUrl ?? `sqlite:${join(home, 'raworc.db')}`;
  const host = undo.use(await openGitHost('examples/agents'));
  const shell = createShell({ RAWORC_HOME: home, RAWORC_DATABASE_URL: databaseUrl, ...host.settings });

  say('Making the base image, unless this machine has it');
  await shell.raworc('base', 'build');

  say('Making a config repository on a GitHub of the demo’s own');
  const repository = await hostExamples(folder, shell, host);

  say(`Starting the server on ${repository.url}`);
  undo.defer(() => cleanEngine(databaseUrl));
  const server = undo.use(await startServer({ shell, home, repository: repository.url }));

  const session = await Promise.race([showMainJob(shell, repository), server.died]);
  await Promise.race([showPullRequest(shell, repository, host, session), server.died]);

  if (values.once === true) {
    say('That was all of it. Stopping the server and removing what it made');
    return;
  }
  console.log(`
The server goes on at ${server.url}. In another terminal:
  export RAWORC_HOME=${home}
  npx raworc status
  npx raworc session --space playground
The config repository is cloned at ${repository.clone}: change it, commit and push.
Ctrl-C ends the demo and removes what it made.`);
  await Promise.race([interrupted, server.died]);
}

const work = demo();
await (values.once === true ? Promise.race([work, interrupted.then(() => process.exit(130))]) : work);
