// What a Space's schema cannot say: rules between fields, and bounds of sizes that are written with units.

import { parseDuration } from '../duration.ts';
import type { SpaceSpec } from '../kinds/space.ts';
import { parseSize } from '../size.ts';
import type { Finding } from './finding.ts';
import { checkNotifications } from './notification-checks.ts';
import { checkRouting } from './routing-checks.ts';

const LEAST_MEMORY = 16 * 1024 * 1024;
const MOST = 2 ** 50;

/** For a spec that its schema accepts. */
export function checkSpace(spec: SpaceSpec): readonly Finding[] {
  return [
    ...checkSizes(spec),
    ...checkLadder(spec),
    ...checkRouting(spec.routing),
    ...checkNotifications(spec.notifications),
  ];
}

function checkSizes(spec: SpaceSpec): readonly Finding[] {
  const least = { memory: LEAST_MEMORY, storage: 0 };
  return (['memory', 'storage'] as const).flatMap((field): readonly Finding[] => {
    const bytes = parseSize(spec.resources[field]) ?? Number.POSITIVE_INFINITY;
    if (bytes >= least[field] && bytes <= MOST) return [];
    const expected = bytes < least[field] ? 'at least 16Mi' : 'at most 1024Ti';
    const message = `spec.resources.${field} is ${spec.resources[field]}, which no session can have.`;
    return [{ code: 'out-of-range', path: ['spec', 'resources', field], at: 'value', message, expected }];
  });
}

/** A later step that comes first is legal, but the earlier one then never happens. */
function checkLadder(spec: SpaceSpec): readonly Finding[] {
  const { idle } = spec.sessions;
  const steps = ['pauseAfter', 'suspendAfter', 'closeAfter'] as const;
  return steps.flatMap((step, index): readonly Finding[] => {
    const path = ['spec', 'sessions', 'idle', step];
    const after = parseDuration(idle[step]);
    if (after === undefined) {
      const message = `${path.join('.')} is ${idle[step]}, which is too long.`;
      return [{ code: 'out-of-range', path, at: 'value', message, expected: 'a shorter time, or never' }];
    }
    const before = steps[index - 1];
    if (before === undefined || idle[before] === 'never') return [];
    if (after > (parseDuration(idle[before]) ?? 0)) return [];
    const message = `${step} (${idle[step]}) is not later than ${before} (${idle[before]}), so sessions skip that step.`;
    const expected = `more than ${idle[before]}`;
    return [{ code: 'suspicious-value', severity: 'warning', path, at: 'value', message, expected }];
  });
}
