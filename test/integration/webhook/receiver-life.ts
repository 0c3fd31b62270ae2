// The receiver's process: started, killed and started again on the same home and port.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface MortalReceiver {
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** Resolves after the next sync. */
  synced(): Promise<void>;
  /** So many were there in all lives. */
  syncs(): number;
  /** Since it answers; 0 while it does not. */
  aliveForMs(): number;
  killAndRestart(): Promise<void>;
  /** In order, with SIGTERM; nothing where none runs. */
  stop(): Promise<void>;
}

const program = new URL('./receiver-process.ts', import.meta.url).pathname;

export function createMortalReceiver(folder: string, env: Readonly<Record<string, string>>): MortalReceiver {
  const logPath = join(folder, 'log');
  let child: ChildProcess | undefined;
  let synced = Promise.withResolvers<void>();
  let syncs = 0;
  let upSince: number | undefined;

  async function start(): Promise<void> {
    const own = spawn(process.execPath, [program], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    own.stderr.pipe(createWriteStream(logPath, { flags: 'a' }));
    child = own;
    const ready = Promise.withResolvers<void>();
    let answers = false;
    const lines = createInterface({ input: own.stdout });
    lines.on('line', (line) => {
      if (line === 'ready') {
        answers = true;
        ready.resolve();
      }
      if (line !== 'synced') return;
      syncs += 1;
      synced.resolve();
      synced = Promise.withResolvers();
    });
    own.once('close', (code, signal) => {
      if (answers) return;
      const end = readFileSync(logPath, 'utf8').slice(-3000);
      ready.reject(new Error(`The receiver ended with ${code ?? signal} before it answered:\n${end}`));
    });
    await ready.promise;
    upSince = performance.now();
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    upSince = undefined;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  return {
    start,
    synced: () => synced.promise,
    syncs: () => syncs,
    aliveForMs: () => (upSince === undefined ? 0 : performance.now() - upSince),
    async killAndRestart() {
      await end('SIGKILL');
      await start();
    },
    stop: () => end('SIGTERM'),
  };
}
