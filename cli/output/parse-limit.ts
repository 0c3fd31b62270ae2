// `--limit 50`: how many of a list.

import { InvalidArgumentError } from 'commander';

export function parseLimit(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 1 on.');
  return Number(text);
}
