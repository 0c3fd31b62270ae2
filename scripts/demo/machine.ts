// What the demo needs of the machine, brought up where it is absent: the engine, and a database server if one is asked for.

import { ensureDatabase } from '../../test/support/machine/database.ts';
import { ensureEngine } from '../../test/support/machine/engine.ts';
import { say } from './shell.ts';

export interface Machine extends AsyncDisposable {
  /** Undefined: SQLite under the demo's home. */
  readonly databaseUrl: string | undefined;
}

export async function prepareMachine({ mysql }: { readonly mysql: boolean }): Promise<Machine> {
  await using undo = new AsyncDisposableStack();
  undo.adopt(await ensureEngine({ say }), (engine) => engine.stop());
  const database = mysql ? undo.adopt(await ensureDatabase({ say }), (server) => server.stop()) : undefined;
  const made = undo.move();
  return { databaseUrl: database?.url, [Symbol.asyncDispose]: () => made.disposeAsync() };
}
