// A MariaDB or MySQL server of our own: fresh data in a temporary folder, a free port, and gone without a trace.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ensurePrograms, findProgram } from './debian.ts';
import { freePort } from './free-port.ts';
import { withConnection } from './sql.ts';

const run = promisify(execFile);

export interface DatabaseServer {
  /** `mysql://user:password@127.0.0.1:PORT/`, without a database. */
  readonly url: string;
  /** Ends the server like a crash: SIGKILL. Its data stays for `start`. */
  kill(): Promise<void>;
  /** Makes it hang, and go on: connections stay, nothing answers. */
  hang(): Promise<void>;
  goOn(): void;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

export interface DatabaseServerOptions {
  /** Told each step before it is taken on the machine. */
  readonly say?: (step: string) => void;
}

/** Small files and memory: many of these start in a test run. */
const sizes = ['--innodb-buffer-pool-size=64M', '--loose-innodb-log-file-size=32M', '--max-connections=200'];

/**
 * Where there is no server program, installs Debian's `mariadb-server`; as somebody who may not, it throws and says what
 * is missing.
 */
export async function startDatabaseServer({ say }: DatabaseServerOptions = {}): Promise<DatabaseServer> {
  const program = await serverProgram(say);
  say?.(`starting ${program.path} with temporary data`);
  const folder = await mkdtemp(join(tmpdir(), 'raworc-database-'));
  const port = await freePort();
  const url = `mysql://raworc:raworc@127.0.0.1:${port}/`;
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const data = join(folder, 'data');
  // MySQL checks a folder and opens a second port that nobody here needs.
  const ofMysql = program.isMariadb ? [] : ['--secure-file-priv=NULL', '--mysqlx=OFF'];
  const flags = ['--no-defaults', ...asRoot, `--datadir=${data}`, ...sizes, ...ofMysql];
  let server: ChildProcess | undefined;
  let watchdog: ChildProcess | undefined;

  const initFile = join(folder, 'users.sql');
  await writeFile(
    initFile,
    `CREATE USER IF NOT EXISTS raworc@'127.0.0.1' IDENTIFIED BY 'raworc';
GRANT ALL PRIVILEGES ON *.* TO raworc@'127.0.0.1' WITH GRANT OPTION;
`,
  );
  if (program.isMariadb) await run('mariadb-install-db', [...flags, '--skip-test-db']);
  else await run(program.path, [...flags, '--initialize-insecure']);

  async function start(): Promise<void> {
    const started = spawn(
      program.path,
      [
        ...flags,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        `--socket=${join(folder, 'socket')}`,
        `--pid-file=${join(folder, 'pid')}`,
        `--log-error=${join(folder, 'log')}`,
        `--init-file=${initFile}`,
      ],
      { stdio: 'ignore' },
    );
    server = started;
    watchdog = watchOver(started, folder);
    const deadline = Date.now() + 60_000;
    while (!(await answers(url))) {
      if (started.exitCode !== null || Date.now() > deadline) {
        const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '');
        throw new Error(`${program.path} did not start:\n${log.slice(-2000)}`);
      }
      await wait(50);
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
    watchdog?.kill('SIGKILL');
  }

  await start();
  return {
    url,
    start,
    kill: () => end('SIGKILL'),
    async hang() {
      server?.kill('SIGSTOP');
      // One thread takes the signal and tells the others; until then they answer.
      while (!(await isStopped(server?.pid))) await wait(1);
    },
    goOn: () => void server?.kill('SIGCONT'),
    async stop() {
      // Nothing of its data is kept, so there is nothing to write out first.
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ends the server and deletes its data when this process ends, however that happens: its end of the pipe closes. */
function watchOver(server: ChildProcess, folder: string): ChildProcess {
  const script = 'cat > /dev/null; kill -9 "$0"; rm -rf "$1"';
  const watchdog = spawn('sh', ['-c', script, String(server.pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  return watchdog;
}

/** Whether every thread is. */
async function isStopped(pid: number | undefined): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`);
  const states = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8')),
  );
  return states.every((state) => /\) T /.test(state));
}

async function answers(url: string): Promise<boolean> {
  try {
    await withConnection(url, (query) => query('SELECT 1'));
    return true;
  } catch {
    return false;
  }
}

/** MySQL's will do as well; where there is neither, MariaDB's is brought. */
async function serverProgram(
  say: DatabaseServerOptions['say'] = () => undefined,
): Promise<{ readonly path: string; readonly isMariadb: boolean }> {
  const mysql = findProgram('mysqld');
  if (mysql !== undefined && findProgram('mariadbd') === undefined) return { path: mysql, isMariadb: false };
  await ensurePrograms(['mariadbd'], { say });
  return { path: findProgram('mariadbd') ?? 'mariadbd', isMariadb: true };
}
