// Runs random lives. `RAWORC_TEST_SEED` lives another series of them, or one again that failed.

import * as fc from 'fast-check';
import type { SessionWorld } from '../session-world.ts';
import type { LifeCommand } from './commands.ts';
import { judge } from './last-judgement.ts';
import { beginLife, type Life } from './life.ts';
import { newModel } from './model.ts';

export interface LivesOptions<W extends SessionWorld> {
  readonly makeWorld: () => Promise<W>;
  readonly commands: readonly fc.Arbitrary<LifeCommand<Life<W>>>[];
  readonly lives: number;
  readonly operationsEach: number;
  /** Before the judgement: takes away what was put in the way. */
  readonly makePeace?: (life: Life<W>) => void;
}

const DEFAULT_SEED = 20_260_101;

/** Answers how many operations were carried out, and how they went. */
export async function runLives<W extends SessionWorld>({
  makeWorld,
  commands,
  lives,
  operationsEach,
  makePeace,
}: LivesOptions<W>): Promise<{
  readonly operations: number;
  readonly outcomes: readonly string[];
}> {
  const model = newModel();
  const outcomes = new Map<string, number>();
  const seed = Number(process.env['RAWORC_TEST_SEED'] ?? DEFAULT_SEED);
  // As many as are asked for, not fewer: small lives are no trial.
  const many = fc.commands([...commands], { maxCommands: operationsEach, size: 'max' });
  await fc.assert(
    fc.asyncProperty(many, async (life) => {
      const real = await beginLife(await makeWorld());
      try {
        await fc.asyncModelRun(() => ({ model, real }), life);
        makePeace?.(real);
        await judge(real);
      } finally {
        await real.world.end();
      }
      for (const [outcome, count] of real.outcomes)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count);
    }),
    // What fails depends on the moment too, so a smaller life that fails as well is not looked for.
    {
      numRuns: lives,
      seed,
      endOnFailure: true,
      interruptAfterTimeLimit: 600_000,
      markInterruptAsFailure: true,
    },
  );
  return {
    operations: model.operations,
    outcomes: Array.from(outcomes, ([outcome, count]) => `${count} × ${outcome}`).toSorted((a, b) =>
      a.localeCompare(b, 'en', { numeric: true }),
    ),
  };
}
