// `--for 2h`, `--closed-before 30d`: milliseconds.

import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../schemas/duration.ts';

export function parseTime(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || !Number.isFinite(ms))
    throw new InvalidArgumentError('Write it as 90s, 30m, 2h, 1h30m or 3d.');
  return ms;
}

export function parseTimeAhead(text: string): number {
  const ms = parseTime(text);
  if (ms === 0) throw new InvalidArgumentError('It has to lie ahead: 12h, 30d.');
  return ms;
}
