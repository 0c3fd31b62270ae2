// A program of this machine as if it had been executed in a container.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { RunningExec } from '../../../runtime/containers/engine.ts';

const HANDS = join(import.meta.dirname, '../../../runtime/sessions/supervisor/container/hands');

/** One of the programs of `supervisor/container/hands`. */
export function startHand(name: 'run' | 'relay'): RunningExec {
  const child = spawn('python3', ['-I', '-S', '-B', join(HANDS, `${name}.py`)]);
  const exited = once(child, 'close').then(([code]) => code as number);
  child.stdin.on('error', () => undefined);
  return {
    input: child.stdin,
    output: child.stdout,
    errors: child.stderr,
    closed: exited.then(() => undefined),
    end: () => child.stdin.end(),
    exitCode: () => exited,
  };
}
