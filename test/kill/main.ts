// The whole kill test by hand: `node test/kill/main.ts --kills 50 --database sqlite`, or `mysql`.

import { inspect, parseArgs } from 'node:util';
import { ensureDatabase } from '../support/machine/database.ts';
import { ensureEngine } from '../support/machine/engine.ts';
import { runKillTest } from './kill-run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    sessions: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
    database: { type: 'string', default: 'sqlite' },
  },
});
const started = performance.now();
const say = (line: string) =>
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s  ${line}`);

const databaseNames = ['sqlite', 'mysql'];
const database = databaseNames.find((name) => name === values.database);
if (database === undefined) throw new Error(`--database is one of ${databaseNames.join(', ')}.`);
await ensureEngine({ say });
const server = database === 'mysql' ? await ensureDatabase({ say }) : undefined;
say(`seed ${values.seed}, on ${database}`);
try {
  const { findings, messages, kills } = await runKillTest({
    databaseUrl: (home) => server?.url ?? `sqlite:${home}/raworc.db`,
    sessions: Number(values.sessions),
    kills: Number(values.kills),
    longestTurn: 5000,
    seed: Number(values.seed),
    say,
  });
  for (const finding of findings) say(`WRONG: ${finding}`);
  say(`${kills} kills, ${messages} messages, ${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
} catch (error) {
  // Cleaning up may fail as well, after what went wrong.
  say(inspect(error instanceof SuppressedError ? error.suppressed : error));
  process.exitCode = 1;
} finally {
  await server?.stop();
}
