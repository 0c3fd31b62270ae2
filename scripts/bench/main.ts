// `npm run bench`: measures, on both databases side by side, and prints a table of results and goals. One part of it:
// `npm run bench -- --only loading`, or `config`, or `sessions`.

import { parseArgs } from 'node:util';
import { ensureBase } from '../../test/support/base/ensure-base.ts';
import { ensureEngine } from '../../test/support/machine/engine.ts';
import { measureLoading } from './config/loading.ts';
import { type BenchDatabase, prepareDatabases } from './databases.ts';
import { type Figure, figureTable } from './figure.ts';
import { measureSessions } from './sessions/sessions.ts';

const parts: Readonly<Record<string, (databases: readonly BenchDatabase[]) => Promise<readonly Figure[]>>> = {
  loading: measureLoading,
  sessions: measureSessions,
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = values.only === undefined ? Object.keys(parts) : [values.only];
const say = (step: string) => console.error(`==> ${step}`);

await using undo = new AsyncDisposableStack();
undo.adopt(await ensureEngine({ say }), (engine) => engine.stop());
await ensureBase();
const databases = undo.use(await prepareDatabases(say));
const figures: Figure[] = [];
for (const name of chosen) {
  const measure = parts[name];
  if (measure === undefined) throw new Error(`--only is one of ${Object.keys(parts).join(', ')}.`);
  say(`measuring ${name}`);
  figures.push(...(await measure(databases.all)));
}
console.log(figureTable(figures));
