// The real supervisor as the program of an imagined container: a process of this machine, its workspace a folder that
// lives as long as the volume, its agents those of a folder instead of /agents.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Program } from '../../../runtime/containers/memory/process.ts';

const SUPERVISOR = join(
  import.meta.dirname,
  '../../../runtime/sessions/supervisor/container/supervisor/__main__.py',
);

export interface HostProgramPlaces {
  /** Stands for /agents. */
  readonly agents: string;
  /** Workspaces are folders in it, named after their volumes. */
  readonly workspaces: string;
}

export function createHostProgram({ agents, workspaces }: HostProgramPlaces): Program {
  return async function run({ spec, stdin, stdout, stderr, killed, onSignal }) {
    const volume = spec.mounts.find(({ path }) => path === '/session')?.volume ?? 'none';
    const workspace = join(workspaces, volume);
    mkdirSync(workspace, { recursive: true });
    const sockets = mkdtempSync(join(tmpdir(), 'raworc-sockets-'));
    const child = spawn('python3', ['-I', '-S', '-B', SUPERVISOR], {
      cwd: workspace,
      // A group of its own: killing a container kills its workers too.
      detached: true,
      env: {
        PATH: process.env['PATH'],
        RAWORC_WORKSPACE: workspace,
        RAWORC_SOCKETS: sockets,
        PYTHONDONTWRITEBYTECODE: '1',
      },
    });
    const { pid } = child;
    const exited = new Promise<number>((resolve) => {
      child.once('exit', (code) => resolve(code ?? 137));
    });
    const killAll = (): void => {
      try {
        if (pid !== undefined) process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    killed.addEventListener('abort', killAll);
    // Before it began.
    if (killed.aborted) killAll();
    onSignal((name) => void child.kill(name as NodeJS.Signals));
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (bytes: Buffer) => stdout.write(bytes));
    child.stderr.on('data', (bytes: Buffer) => stderr.write(bytes));
    createInterface({ input: stdin }).on('line', (line) => {
      child.stdin.write(`${line.replace('"dir":"/agents/', `"dir":"${agents}/`)}\n`);
    });
    const code = await exited;
    killAll();
    rmSync(sockets, { recursive: true, force: true });
    // Its number may soon be another group's.
    killed.removeEventListener('abort', killAll);
    return code;
  };
}
