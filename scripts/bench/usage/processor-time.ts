// How long processes of this machine computed, as Linux counts it: `/proc/{pid}/task/{tid}/schedstat`, in nanoseconds.

import { readdirSync, readFileSync } from 'node:fs';

/** Who computes while sessions are looked at. */
export type Party = 'runtime' | 'supervisors' | 'engine' | 'database';
export type ProcessorTimes = Readonly<Record<Party, number>>;

interface Process {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
}

function processes(): readonly Process[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(read(`/proc/${entry}/stat`)) ?? [];
      return name === undefined ? [] : [{ pid: Number(entry), name, parent: Number(parent) }];
    });
}

/** Empty where the process is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function computedMs(pid: number): number {
  let nanoseconds = 0;
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`))
      nanoseconds += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]);
  } catch {
    // It is gone, and computes no more.
  }
  return nanoseconds / 1e6;
}

const isShim = (name: string): boolean => name.startsWith('containerd-shim');

/** Milliseconds since each process began; `runtime` is the one of that process. */
export function processorTimes(runtime: number): ProcessorTimes {
  const all = processes();
  const shims = new Set(all.filter(({ name }) => isShim(name)).map(({ pid }) => pid));
  const partyOf = ({ pid, name, parent }: Process): Party | undefined => {
    if (pid === runtime) return 'runtime';
    if (shims.has(parent)) return 'supervisors';
    if (isShim(name) || name === 'dockerd' || name === 'containerd') return 'engine';
    return name === 'mariadbd' || name === 'mysqld' ? 'database' : undefined;
  };
  const times = { runtime: 0, supervisors: 0, engine: 0, database: 0 };
  for (const each of all) {
    const party = partyOf(each);
    if (party !== undefined) times[party] += computedMs(each.pid);
  }
  return times;
}
