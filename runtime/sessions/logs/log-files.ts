// What agents printed, as files that survive the process: one per session and one before it, each bounded.

import { appendFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionId } from '../../../state/model/ids.ts';
import type { AgentLogLine } from '../sessions.ts';

const MOST_BYTES = 1024 * 1024;

export interface LogFiles {
  /** Appends in the order of the calls; resolves when it is in the file. */
  append(id: SessionId, lines: readonly AgentLogLine[]): Promise<void>;
  /** Oldest first; empty where nothing was printed. */
  read(id: SessionId): Promise<readonly AgentLogLine[]>;
  bytes(id: SessionId): Promise<number>;
  remove(id: SessionId): Promise<void>;
  sessions(): Promise<readonly SessionId[]>;
}

const SUFFIX = '.jsonl';

export function createLogFiles(folder: string): LogFiles {
  const current = (id: SessionId): string => join(folder, `${id}${SUFFIX}`);
  const before = (id: SessionId): string => `${current(id)}.1`;

  return {
    async append(id, lines) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = current(id);
      if ((await sizeOf(path)) > MOST_BYTES) await rename(path, before(id));
      await appendFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
    },
    async read(id) {
      const texts = await Promise.all(
        [before(id), current(id)].map((path) => readFile(path, 'utf8').catch(() => '')),
      );
      return texts.join('').split('\n').flatMap(parse);
    },
    async bytes(id) {
      const sizes = await Promise.all([before(id), current(id)].map(sizeOf));
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    async remove(id) {
      await Promise.all([current(id), before(id)].map((path) => rm(path, { force: true })));
    },
    async sessions() {
      const names = await readdir(folder).catch(() => []);
      return names
        .filter((name) => name.endsWith(SUFFIX))
        .map((name) => name.slice(0, -SUFFIX.length) as SessionId);
    },
  };
}

/** 0 where there is no such file. */
const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** A process that was killed may have left half a line. */
function parse(line: string): readonly AgentLogLine[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as AgentLogLine];
  } catch {
    return [];
  }
}
