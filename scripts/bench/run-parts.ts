// Measures one part after the other, each on databases of its own and in its own time.

import { setTimeout as delay } from 'node:timers/promises';
import { ensureBase } from '../../test/support/base/ensure-base.ts';
import { ensureEngine } from '../../test/support/machine/engine.ts';
import { prepareServer } from './databases.ts';
import type { Figure } from './figure.ts';
import type { Part } from './parts.ts';

export interface Measured {
  readonly figures: readonly (Figure & { readonly part: string })[];
  /** Whether every part could be measured. */
  readonly isComplete: boolean;
}

/** A part that fails is told of by `say`, and the others are measured nevertheless. */
export async function runParts(parts: readonly Part[], say: (line: string) => void): Promise<Measured> {
  const step = (what: string) => say(`==> ${what}`);
  await using undo = new AsyncDisposableStack();
  if (parts.some(({ needsEngine }) => needsEngine)) {
    undo.adopt(await ensureEngine({ say: step }), (engine) => engine.stop());
    await ensureBase();
  }
  const server = undo.use(await prepareServer(step));
  const figures: (Figure & { readonly part: string })[] = [];
  let isComplete = true;
  for (const part of parts) {
    step(`measuring ${part.name}: ${part.about}`);
    try {
      await using databases = await server.openDatabases();
      const measured = await inTime(part, part.measure(databases.all));
      for (const figure of measured) figures.push({ part: part.name, ...figure });
    } catch (error) {
      isComplete = false;
      say(`${part.name} could not be measured: ${(error instanceof Error && error.stack) || String(error)}`);
    }
  }
  return { figures, isComplete };
}

/** What a part does not come to in its time it never will. */
async function inTime({ limitMinutes }: Part, work: Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const over = new AbortController();
  const late = delay(limitMinutes * 60_000, undefined, { signal: over.signal }).then(() => {
    throw new Error(`It was not over after ${limitMinutes} minutes.`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
    late.catch(() => {});
  }
}
