// Progress while images build: a line per agent. On a terminal the lines are rewritten where they stand; in a log each
// change of state is a line of its own.

import { printable } from './table.ts';
import { styled, type Terminal } from './terminal.ts';

interface BuildProgress {
  readonly space: string;
  readonly agent: string | null;
  readonly state: string;
  readonly line: string | null;
  readonly durationMs: number;
}

const marks: Readonly<Record<string, string>> = {
  queued: '·',
  building: '▸',
  succeeded: '✓',
  failed: '✗',
  cancelled: '-',
};

export interface Progress {
  /** One event of `/progress`. */
  show(event: string, data: unknown): void;
  end(): void;
}

const nameOf = ({ space, agent }: BuildProgress) =>
  agent === null ? `${space} (image)` : `${space}/${agent}`;

function format(build: BuildProgress, terminal: Terminal, width: number): string {
  const head = `${marks[build.state] ?? ' '} ${nameOf(build).padEnd(28)} ${build.state.padEnd(9)} ${(build.durationMs / 1000).toFixed(1).padStart(6)}s`;
  const tail =
    build.state === 'building' || build.state === 'failed' ? `  ${printable(build.line ?? '')}` : '';
  const line = (head + tail).slice(0, width);
  if (build.state === 'failed') return styled(terminal, 'red', line);
  return build.state === 'succeeded' ? styled(terminal, 'green', line) : line;
}

export function createProgress(terminal: Terminal): Progress {
  const builds = new Map<string, BuildProgress>();
  let drawn = 0;

  function redraw(): void {
    const width = Math.max(20, (process.stderr.columns ?? 80) - 1);
    const lines = [...builds.values()].map((build) => `\u001b[2K${format(build, terminal, width)}\n`);
    process.stderr.write((drawn > 0 ? `\u001b[${drawn}A` : '') + lines.join(''));
    drawn = lines.length;
  }

  return {
    show(event, data) {
      if (event === 'revision') {
        const { revision, subject } = data as { revision: string; subject: string };
        terminal.say(`revision ${revision.slice(0, 7)} ${printable(subject)}`);
        drawn = 0;
        builds.clear();
      }
      if (event !== 'build') return;
      const build = data as BuildProgress;
      const before = builds.get(nameOf(build));
      builds.set(nameOf(build), build);
      if (terminal.live) redraw();
      else if (before?.state !== build.state) terminal.say(format(build, terminal, 400));
    },
    end() {
      builds.clear();
    },
  };
}
