// The real supervisor as a process of this machine, without a container around it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attachment } from '../../../runtime/containers/engine.ts';
import { createBroadcast } from './broadcast.ts';

const PROGRAM = join(
  import.meta.dirname,
  '../../../runtime/sessions/supervisor/container/supervisor/__main__.py',
);

export interface LocalSupervisor extends AsyncDisposable {
  readonly pid: number;
  /** Stands for `/session`; removed at the end. */
  readonly workspace: string;
  /** The socket of the nth process that was started for an agent. */
  readonly socket: (nth: number) => string;
  attach(): Promise<Attachment>;
  detachAll(): void;
  signal(name: NodeJS.Signals): void;
  readonly exited: Promise<number | null>;
  /** Kilobytes, by a name of `/proc/{pid}/status`. */
  memory(name: 'VmRSS' | 'VmHWM'): number;
}

/** Its own standard error goes to ours: it is silent unless it is broken. */
export function startSupervisor(env: Readonly<Record<string, string>> = {}): LocalSupervisor {
  const workspace = mkdtempSync(join(tmpdir(), 'raworc-session-'));
  const sockets = join(workspace, '.sockets');
  const child = spawn('python3', ['-I', '-S', '-B', PROGRAM], {
    env: {
      PATH: process.env['PATH'],
      RAWORC_WORKSPACE: workspace,
      RAWORC_SOCKETS: sockets,
      PYTHONDONTWRITEBYTECODE: '1',
      ...env,
    },
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  child.stderr.pipe(process.stderr, { end: false });
  const { attach, detachAll } = createBroadcast(child.stdin, child.stdout, child.stderr);
  const pid = child.pid as number;
  return {
    pid,
    workspace,
    socket: (nth) => join(sockets, `${nth}`),
    attach,
    detachAll,
    exited,
    signal: (name) => void child.kill(name),
    memory(name) {
      const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+) kB`));
      return Number(line?.[1]);
    },
    async [Symbol.asyncDispose]() {
      // So that its workers end too, whoever held it.
      const words = { type: 'shutdown', id: 'the end', epoch: Number.MAX_SAFE_INTEGER, grace: 0 };
      child.stdin.write(`\n${JSON.stringify(words)}\n`);
      await exited;
      rmSync(workspace, { recursive: true, force: true });
    },
  };
}
