// The whole runtime in a process of its own, on an imagined engine. Says its URL and token on standard output. For every
// line that it is told, it reconciles everything once and answers how long that took, in milliseconds.

import { createInterface } from 'node:readline';
import { createLog } from '../../../cli/serve/log.ts';
import { startRuntime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import { timed } from '../measure.ts';
import { imagineEngine } from './imagined-engine.ts';

const settings = serveSettings(loadSettings({}, process.env));
const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);

await using runtime = await startRuntime(settings, {
  log: createLog(settings.logLevel),
  openEngine: imagineEngine,
});
const { reconciler, url, token } = runtime;
say({ url, token });

async function reconcileEverything(spaces: readonly string[]): Promise<void> {
  for (const space of spaces) reconciler.nudgeSpace(space, 'background');
  await reconciler.sync({ by: 'bench' });
  await reconciler.idle();
}

// Its parent ends the lines when it has what it wanted, and by its own end.
for await (const _ of createInterface({ input: process.stdin })) {
  const spaces = (await reconciler.status()).spaces.map(({ name }) => name);
  const { ms } = await timed(() => reconcileEverything(spaces));
  say({ ms });
}
