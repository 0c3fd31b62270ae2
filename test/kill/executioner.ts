// Kills the runtime: at random moments, and once at each named point between store and engine.

import { setTimeout as delay } from 'node:timers/promises';
import type { Lives } from './lives.ts';

export interface Executioner {
  /** So many lives, of which some end before they answer; leaves none running. */
  killAtRandom(times: number): Promise<void>;
  /** A life that ends at that point before it ever answers; false where it never passed it. */
  killAtBirth(point: string): Promise<boolean>;
  /** A life for each point; answers the points that were never passed. */
  killAtEach(points: readonly string[]): Promise<readonly string[]>;
}

/** A round of all chores on a busy machine. */
const patienceMs = 120_000;

export function createExecutioner(
  lives: Lives,
  { random, say }: { readonly random: () => number; readonly say: (line: string) => void },
): Executioner {
  return {
    async killAtRandom(times) {
      for (let count = 1; count <= times; count += 1) {
        const life = lives.begin();
        const inItsBirth = random() < 0.2;
        if (!inItsBirth) await Promise.race([life.ready, life.ended]);
        const milliseconds = random() * (inItsBirth ? 800 : 2500);
        // A random moment is what this test is about.
        await delay(milliseconds);
        life.kill();
        await Promise.race([life.ended, lives.failed]);
        say(
          `kill ${count} of ${times}, ${Math.round(milliseconds)} ms ${inItsBirth ? 'old' : 'after it answered'}`,
        );
      }
    },

    async killAtBirth(point) {
      const life = lives.begin([point]);
      const end = await Promise.race([life.ended, life.ready, lives.failed]);
      life.kill();
      await life.ended;
      return end === point;
    },

    async killAtEach(points) {
      const left = new Set(points);
      while (left.size > 0) {
        const life = lives.begin(left);
        const patience = new AbortController();
        const late = delay(patienceMs, 'late' as const, { signal: patience.signal }).catch(
          () => 'late' as const,
        );
        const end = await Promise.race([life.ended, late, lives.failed]);
        patience.abort();
        if (end === 'late') {
          life.kill();
          await life.ended;
          break;
        }
        if (end !== undefined) left.delete(end);
        say(`killed at ${end}, ${left.size} points left`);
      }
      return [...left];
    },
  };
}
