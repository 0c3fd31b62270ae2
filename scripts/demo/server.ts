// The demo's server: `raworc serve` as a process of its own, with its log in the demo's folder.

import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say, type Shell } from './shell.ts';

export interface DemoServer extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Rejects when the server ends before it was asked to. */
  readonly died: Promise<never>;
}

const startSeconds = 30;

export async function startServer(options: {
  readonly shell: Shell;
  readonly home: string;
  readonly repository: string;
}): Promise<DemoServer> {
  const { shell, home, repository } = options;
  const logPath = join(dirname(home), 'server.log');
  const child = shell.start(['serve', '--repo', repository, '--poll', '5m'], createWriteStream(logPath));
  let stopping = false;
  const exited = once(child, 'exit');
  const died = exited.then((): never => {
    if (stopping) return undefined as never;
    throw new Error(`The server ended by itself:\n${readFileSync(logPath, 'utf8').slice(-4000)}`);
  });
  died.catch(() => {});

  const serverFile = join(home, 'server.json');
  const listens = async () => {
    for (let tries = 0; !existsSync(serverFile); tries += 1) {
      if (tries > startSeconds * 10) throw new Error(`The server did not listen within ${startSeconds} s.`);
      await delay(100);
    }
  };
  await Promise.race([listens(), died]);
  const { url } = JSON.parse(readFileSync(serverFile, 'utf8')) as { url: string };
  say(`It listens at ${url}; its log is ${logPath}`);
  return {
    url,
    pid: child.pid ?? Number.NaN,
    died,
    async [Symbol.asyncDispose]() {
      stopping = true;
      child.kill('SIGTERM');
      await exited;
    },
  };
}
