// The whole runtime as a process that is there to be killed: by its parent at any moment, or by itself at the first of the
// points named in RAWORC_TEST_DIE_AT. It says `ready`, or the point that it dies at, on standard output.

import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { createLog } from '../../cli/serve/log.ts';
import { startRuntime } from '../../cli/serve/runtime.ts';
import { serveSettings } from '../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../cli/settings/settings.ts';

const deadly = new Set((process.env['RAWORC_TEST_DIE_AT'] ?? '').split(','));

// A parent that is gone closes the pipe: no runtime is left behind.
process.stdin.resume().once('end', () => process.kill(process.pid, 'SIGKILL'));

const settings = serveSettings(loadSettings({}, process.env));
const runtime = await startRuntime(settings, {
  log: createLog(settings.logLevel),
  checkpoint(name) {
    if (!deadly.has(name)) return;
    writeSync(1, `${name}\n`);
    process.kill(process.pid, 'SIGKILL');
  },
});
// Who is killed leaves nothing by itself that would make the next one's birth shorter.
flushCompileCache();
writeSync(1, 'ready\n');
await once(process, 'SIGTERM');
await runtime[Symbol.asyncDispose]();
process.exit();
