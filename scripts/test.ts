// `npm test`: brings the engine, the base image and a MySQL-compatible server up where they are absent, then runs
// every test, or those that are named: `npm test -- test/schemas`. Fails where a part can't be had; nothing is skipped.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, statSync } from 'node:fs';
import { ensureBase } from '../test/support/base/ensure-base.ts';
import { ensureDatabase } from '../test/support/machine/database.ts';
import { ensurePrograms } from '../test/support/machine/debian.ts';
import { ensureEngine } from '../test/support/machine/engine.ts';

const say = (line: string) => console.error(`==> ${line}`);

/** Kills at every named point take a quarter of an hour: run when named. Its short form, killed.test.ts, always runs. */
const long = 'test/kill/';

function testFiles(wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) {
    say(`${long} is not among these tests: npm test -- ${long}`);
    return globSync('test/**/*.test.ts', { exclude: [`${long}**`] }).sort();
  }
  return wanted
    .flatMap((root) => (statSync(root).isDirectory() ? globSync(`${root}/**/*.test.ts`) : [root]))
    .sort();
}

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const files = testFiles(process.argv.slice(2).filter((argument) => !argument.startsWith('-')));

await ensurePrograms(['promtool', 'chromium'], { say });
const engine = await ensureEngine({ say });
const database = await ensureDatabase({ say });
await ensureBase();

const runner = spawn(
  process.execPath,
  ['--test', '--test-concurrency=2', '--test-timeout=900000', ...flags, ...files],
  {
    stdio: 'inherit',
    env: { ...process.env, RAWORC_TEST_MYSQL_URL: database.url },
  },
);
const [code] = (await once(runner, 'exit')) as [number | null];
await database.stop();
await engine.stop();
process.exitCode = code ?? 1;
