// Where the CLI on the same machine finds the server: a file under RAWORC_HOME for as long as it listens.

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverFile } from '../settings/client-settings.ts';

export function writeServerFile(home: string, url: string): Disposable {
  const path = join(home, serverFile);
  // Whoever looks in between finds all of it or nothing.
  const written = `${path}.${process.pid}`;
  writeFileSync(written, `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 });
  renameSync(written, path);
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}
