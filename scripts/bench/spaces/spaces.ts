// A hundred spaces with a network and a running session each: far more networks than the engine's own address pools
// have room for.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitForState } from '../../../cli/client/wait.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { FixtureFiles } from '../../../test/support/git-server/fixture-repository.ts';
import { space } from '../../../test/support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../../test/support/runtime/real-runtime.ts';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { timed } from '../measure.ts';

const count = 100;
const patienceSeconds = 300;
const names = Array.from({ length: count }, (_, at) => `team-${at + 1}`);

export async function measureSpaces(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const database of databases) figures.push(...(await measureOn(database)));
  return figures;
}

async function measureOn({ name: database, urlFor }: BenchDatabase): Promise<readonly Figure[]> {
  await using undo = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'raworc-bench-spaces-'));
  undo.defer(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, 'home');
  const runtime = undo.use(await openRealRuntime({ home, databaseUrl: urlFor(home) }));
  // Stays when the others go: a revision that removes every space waits for a person.
  await converge(runtime, space('last'));

  const ready = await timed(() => converge(runtime, declared(space)));
  const idle = await timed(() => Promise.all(names.map((name) => startSession(runtime, name))));
  const gone = await timed(() => converge(runtime, declared(absent)));
  const figure = (what: string, { ms }: { readonly ms: number }): Figure => ({
    what,
    database,
    result: ms / 1000,
    unit: 's',
  });
  return [
    figure(`${count} spaces with networks, from commit to ready`, ready),
    figure('… a session in each, from create to idle', idle),
    figure('… all gone: sessions, networks, spaces', gone),
  ];
}

function declared(files: (name: string, spec: string) => FixtureFiles): FixtureFiles {
  return Object.assign({}, ...names.map((name) => files(name, 'prune: auto'))) as FixtureFiles;
}

const absent = (name: string): FixtureFiles => ({ [`spaces/${name}/space.yaml`]: null });

async function converge(runtime: RealRuntime, files: FixtureFiles): Promise<void> {
  const { result } = await runtime.apply(files);
  if (result !== 'converged') throw new Error(`The spaces did not become what was declared: ${result}.`);
}

async function startSession({ client }: RealRuntime, name: string): Promise<void> {
  const { id } = await client.post<SessionView>('sessions', { space: name });
  await waitForState(client, id, 'idle', patienceSeconds);
}
