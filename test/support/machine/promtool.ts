// Prometheus' own checker of metrics, rules and settings.

import { spawn } from 'node:child_process';
import { ensurePrograms } from './debian.ts';

export interface Checked {
  readonly code: number | null;
  readonly output: string;
}

/** `promtool ARGUMENTS`, with that on its standard input. */
export async function promtool(args: readonly string[], input = ''): Promise<Checked> {
  await ensurePrograms(['promtool'], { say: (step) => process.stderr.write(`${step}\n`) });
  const child = spawn('promtool', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  const { promise, resolve, reject } = Promise.withResolvers<Checked>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      output += bytes.toString();
    });
  child.once('error', reject);
  child.once('close', (code) => resolve({ code, output }));
  child.stdin.end(input);
  return promise;
}
