// The databases that are measured side by side.

import { join } from 'node:path';
import { ensureDatabase } from '../../test/support/machine/database.ts';

export interface BenchDatabase {
  readonly name: 'SQLite' | 'MySQL';
  /** An empty database for a runtime with this home. */
  readonly urlFor: (home: string) => string;
}

export interface BenchDatabases extends AsyncDisposable {
  readonly all: readonly BenchDatabase[];
}

export async function prepareDatabases(say: (step: string) => void): Promise<BenchDatabases> {
  const server = await ensureDatabase({ say });
  return {
    all: [
      { name: 'SQLite', urlFor: (home) => `sqlite:${join(home, 'raworc.db')}` },
      { name: 'MySQL', urlFor: () => server.url },
    ],
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
