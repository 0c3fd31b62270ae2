// A secret's value from standard input: not from the command line, where other people and the shell's history would see it.

import { text } from 'node:stream/consumers';
import { usageError } from '../../errors.ts';
import { askHidden } from '../../output/prompt.ts';

/** `command`: how it is piped in, for the hint. */
export async function readValue(name: string, command: string): Promise<string> {
  const value = process.stdin.isTTY
    ? await askHidden(`Value of ${name}: `)
    : (await text(process.stdin)).replace(/\r?\n$/, '');
  if (value === '') throw usageError('The value is empty.', `Pipe it in: printf %s "$KEY" | ${command}`);
  return value;
}
