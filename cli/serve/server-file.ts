// Where the CLI on the same machine finds the server: a file under RAWORC_HOME for as long as it listens.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverFile } from '../settings/client-settings.ts';

export function writeServerFile(home: string, url: string): Disposable {
  const path = join(home, serverFile);
  writeFileSync(path, `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 });
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}
