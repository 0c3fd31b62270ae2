// The real clock and real randomness; everything else is given them.

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../state/model/clock.ts';
import type { RandomBytes } from '../../state/model/ids.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (ms, options = {}) =>
    delay(ms, undefined, options.signal === undefined ? {} : { signal: options.signal }),
};

export const systemRandom: RandomBytes = (count) => randomBytes(count);
