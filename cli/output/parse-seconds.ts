// `--timeout 30`, `--wait 0.5`.

import { InvalidArgumentError } from 'commander';

export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds < 0)
    throw new InvalidArgumentError('It has to be a number of seconds.');
  return seconds;
}
