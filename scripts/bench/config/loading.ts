// Fetching, reading, validating and planning ten thousand agents over smart HTTP, in the thread that does it in
// production: from nothing, and after a commit that touches ten of them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createThreadedLoader } from '../../../reconciler/loop/loading/threaded-loader.ts';
import type { LoaderThreadData } from '../../../cli/serve/loader-thread.ts';
import { serveRepositories } from '../../../test/support/git-server/git-server.ts';
import type { Figure } from '../figure.ts';
import { median, timed } from '../measure.ts';
import { generateRepository } from './generated-repository.ts';

const agents = 10_000;
const touched = 10;
const rounds = 5;
const noSessions = { open: {}, pinned: {} };

export async function measureLoading(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-bench-loading-'));
  const served = join(folder, 'served');
  const repository = await generateRepository(join(served, 'config.git'), agents);
  await repository.declare();
  const server = await serveRepositories(served);
  const data: LoaderThreadData = {
    cacheDir: join(folder, 'cache'),
    github: { identity: { type: 'none' }, apiUrl: 'https://api.github.com' },
    insteadOf: [],
  };
  const entry = new URL('../../../cli/serve/loader-thread.ts', import.meta.url);
  const loader = createThreadedLoader({ entry, data });
  const config = { location: `${server.url}/config.git`, ref: 'main', path: '.' };

  async function load(expected: number): Promise<number> {
    const { ms, result } = await timed(() => loader.read(config, noSessions));
    if (result.problems.length > 0) throw new Error(`Problems: ${JSON.stringify(result.problems[0])}`);
    let changed = 0;
    for await (const part of loader.parts(result.serial)) changed += part.agents.length;
    if (changed !== expected) throw new Error(`${changed} agents changed, and not ${expected}.`);
    await loader.acknowledge(result.serial);
    return ms;
  }

  try {
    const cold = await load(agents);
    const later: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await repository.touch(touched);
      later.push(await load(touched));
    }
    return [
      { what: '10,000 agents, cold: fetch, read, validate, plan', result: cold / 1000, unit: 's', goal: 6 },
      {
        what: '10,000 agents after a commit that touches 10',
        result: median(later) / 1000,
        unit: 's',
        goal: 0.5,
      },
    ];
  } finally {
    await loader.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
