// A question on the terminal whose answer is not shown.

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const readline = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await readline.question('');
  } finally {
    readline.close();
    process.stderr.write('\n');
  }
}
