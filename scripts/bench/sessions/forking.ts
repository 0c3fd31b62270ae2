// How long a fork of a session with many files takes until it has them, beside a bare container that is made for copying
// them and copies: alternating, so that whatever else the machine does falls on all alike.

import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { waitForState } from '../../../cli/client/wait.ts';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import type { ContainerSpec, Engine } from '../../../runtime/containers/engine.ts';
import { hostBaseNames } from '../../../runtime/images/base/base-names.ts';
import { copyCommand } from '../../../runtime/sessions/workspaces/copy-command.ts';
import type { EventView } from '../../../server/api/shapes/event.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { sweep } from '../../../test/support/engine/sweep.ts';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { median, timed } from '../measure.ts';
import { type BenchRuntime, benchSpace, startBenchRuntime } from './bench-runtime.ts';

const rounds = 7;
const files = 2000;
const fileBytes = 50 * 1024;
const patienceSeconds = 60;

/** 100 MB in 2,000 files, twenty in a folder. */
function workspaceTar(): Readable {
  const tar = pack();
  const content = randomBytes(fileBytes);
  for (let index = 0; index < files; index += 1) {
    tar.entry({ name: `data/${Math.floor(index / 20)}/${index}`, uid: 10001, gid: 10001 }, content);
  }
  tar.finalize();
  return Readable.from(tar);
}

interface BareCopier extends AsyncDisposable {
  /** Milliseconds for a container that is created and started, and for `cp -a` inside of it. */
  copy(): Promise<{ readonly start: number; readonly copy: number }>;
}

async function openBareCopier(): Promise<BareCopier> {
  const owner = `bench${randomBytes(5).toString('hex')}`;
  const engine: Engine = createDockerEngine({ owner });
  const { base } = await hostBaseNames();
  const spec = (name: string, more: Partial<ContainerSpec>): ContainerSpec => ({
    name: `${owner}_${name}`,
    image: base,
    command: ['sh', '-c', 'read -r _'],
    user: '0:0',
    labels: {},
    mounts: [],
    network: 'none',
    stopTimeoutSeconds: 0,
    ...more,
  });
  const from = `${owner}_from`;
  await engine.volumes.ensure(from, {});
  const filler = await engine.containers.create(
    spec('filler', { mounts: [{ volume: from, path: '/session' }] }),
  );
  await engine.containers.copyIn(filler, '/session', workspaceTar());
  let round = 0;

  return {
    async copy() {
      round += 1;
      const to = `${owner}_to_${round}`;
      await engine.volumes.ensure(to, {});
      const { mounts, capabilities } = copyCommand(from, [to]);
      const { ms: start, result: id } = await timed(async () => {
        const made = await engine.containers.create(spec(`copier_${round}`, { mounts, capabilities }));
        await engine.containers.start(made);
        return made;
      });
      const script = 'date +%s%N; cp -a --reflink=auto /from/. /to/0; date +%s%N';
      const { stdout } = await engine.containers.exec(id, ['sh', '-c', script]);
      const [began = 0n, ended = 0n] = stdout.toString().trim().split('\n').map(BigInt);
      await engine.containers.remove(id);
      await engine.volumes.remove(to);
      return { start, copy: Number(ended - began) / 1e6 };
    },

    async [Symbol.asyncDispose]() {
      await sweep(engine);
      await engine.close();
    },
  };
}

/** A session that runs and has the files; answers how long a fork of it takes, in milliseconds. */
async function openForking({ client }: BenchRuntime): Promise<() => Promise<number>> {
  const { id } = await client.post<SessionView>('sessions', { space: benchSpace });
  await waitForState(client, id, 'idle', patienceSeconds);
  await client.raw('PUT', `sessions/${id}/files/`, {
    content: workspaceTar(),
    type: 'application/x-tar',
  });
  return async () => {
    const began = Date.now();
    const fork = await client.post<SessionView>(`sessions/${id}/fork`);
    await waitForState(client, fork.id, 'idle', patienceSeconds);
    const { items } = await client.get<{ items: readonly EventView[] }>(`sessions/${fork.id}/events`);
    const copied = items.find(({ type }) => type === 'session.copied');
    await client.request('DELETE', `sessions/${fork.id}`);
    await waitForState(client, fork.id, 'closed', patienceSeconds).catch(() => {});
    return Date.parse(copied?.at ?? '') - began;
  };
}

export async function measureForks(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  await using undo = new AsyncDisposableStack();
  const runtimes: {
    readonly runtime: BenchRuntime;
    readonly fork: () => Promise<number>;
    readonly taken: number[];
  }[] = [];
  for (const database of databases) {
    const runtime = undo.use(await startBenchRuntime(database));
    runtimes.push({ runtime, fork: await openForking(runtime), taken: [] });
  }
  const bare = undo.use(await openBareCopier());
  const starts: number[] = [];
  const copies: number[] = [];
  // The first of each warms up what is made once per process.
  for (let round = 0; round <= rounds; round += 1) {
    const { start, copy } = await bare.copy();
    if (round > 0) {
      starts.push(start);
      copies.push(copy);
    }
    for (const { fork, taken } of runtimes) {
      const ms = await fork();
      if (round > 0) taken.push(ms);
    }
  }
  const most = median(starts) + 1.5 * median(copies);
  return [
    { what: 'bare container: create and start', result: median(starts), unit: 'ms' },
    { what: 'cp -a of 100 MB in 2,000 files inside of it', result: median(copies), unit: 'ms' },
    ...runtimes.flatMap(({ runtime: { database }, taken }): readonly Figure[] => [
      {
        what: 'fork of a running session with them, until it has its files',
        database: database.name,
        result: median(taken),
        unit: 'ms',
      },
      {
        what: '… over create, start and 1.5 × cp -a',
        database: database.name,
        result: median(taken) / most,
        unit: '×',
        goal: 1,
      },
    ]),
  ];
}
