// The real supervisor as the program of an imagined container: a process of this machine, its workspace a folder that
// lives as long as the volume, its agents those of a folder instead of /agents. Commands on files run the same way, with
// folders instead of what is mounted.

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Mount } from '../../../runtime/containers/engine.ts';
import type { MemoryProcess, Program } from '../../../runtime/containers/memory/process.ts';
import { KIND_LABEL } from '../../../runtime/sessions/names.ts';
import { SUPERVISOR_MOUNT } from '../../../runtime/sessions/supervisor/payload.ts';

const PAYLOAD = join(import.meta.dirname, '../../../runtime/sessions/supervisor/container');
const SUPERVISOR = join(PAYLOAD, 'supervisor/__main__.py');

export interface HostProgramPlaces {
  /** Stands for /agents. */
  readonly agents: string;
  /** Workspaces are folders in it, named after their volumes. */
  readonly workspaces: string;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

export function createHostProgram({ agents, workspaces }: HostProgramPlaces): Program {
  const folderOf = ({ volume, path }: Mount): string => {
    if (path === SUPERVISOR_MOUNT) return PAYLOAD;
    const folder = join(workspaces, volume);
    mkdirSync(folder, { recursive: true });
    return folder;
  };

  function startSupervisor({ spec }: MemoryProcess, sockets: string): Child {
    const mount = spec.mounts.find(({ path }) => path === '/session') ?? { volume: 'none', path: '/session' };
    const workspace = folderOf(mount);
    return spawn('python3', ['-I', '-S', '-B', SUPERVISOR], {
      cwd: workspace,
      // A group of its own: killing a container kills its workers too.
      detached: true,
      env: {
        PATH: process.env['PATH'],
        RAWORC_WORKSPACE: workspace,
        RAWORC_SOCKETS: sockets,
        PYTHONDONTWRITEBYTECODE: '1',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  function startHelper({ spec }: MemoryProcess): Child {
    const folders = spec.mounts.map((mount) => ({ path: mount.path, folder: folderOf(mount) }));
    const [program = '', ...args] = spec.command.map((word) => {
      const mount = folders.find(({ path }) => word === path || word.startsWith(`${path}/`));
      return mount === undefined ? word : mount.folder + word.slice(mount.path.length);
    });
    return spawn(program, args, {
      cwd: '/',
      detached: true,
      env: { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  return async function run(container) {
    const { spec, stdin, stdout, stderr, killed, onSignal } = container;
    const isHelper = spec.labels[KIND_LABEL] === 'helper';
    const sockets = mkdtempSync(join(tmpdir(), 'raworc-sockets-'));
    const child = isHelper ? startHelper(container) : startSupervisor(container, sockets);
    const { pid } = child;
    const exited = new Promise<number>((resolve) => {
      // Once its streams are closed too.
      child.once(isHelper ? 'close' : 'exit', (code) => resolve(code ?? 137));
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
    if (isHelper) {
      stdin.on('data', (bytes: Buffer) => child.stdin.write(bytes));
    } else {
      createInterface({ input: stdin }).on('line', (line) => {
        child.stdin.write(`${line.replace('"dir":"/agents/', `"dir":"${agents}/`)}\n`);
      });
    }
    const code = await exited;
    killAll();
    rmSync(sockets, { recursive: true, force: true });
    // Its number may soon be another group's.
    killed.removeEventListener('abort', killAll);
    return code;
  };
}
