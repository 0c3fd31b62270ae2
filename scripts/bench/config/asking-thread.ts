// Somebody who uses the API all the while: a request every few milliseconds, whether the one before was answered or not.
// In a thread of its own, so that nothing but the answers' own time is in their times.

import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createClient } from '../../../cli/client/client.ts';
import { timed } from '../measure.ts';
import type { Access } from './declared-runtime.ts';

const paths = [
  'sessions',
  'spaces/team-0',
  'revisions',
  'spaces/team-0/history',
  'spaces/team-0/agents/agent-7',
];
const everyMs = 10;

const client = createClient(workerData as Access);
let taken: number[] = [];

async function ask(path: string): Promise<void> {
  // An answer that says that there is no such thing (yet) is an answer too.
  const { ms } = await timed(() => client.get(path).catch(() => undefined));
  taken.push(ms);
}

const port = parentPort;
port?.on('message', () => {
  port.postMessage(taken);
  taken = [];
});

for (let count = 0; ; count += 1) {
  void ask(paths[count % paths.length] ?? '');
  await delay(everyMs);
}
