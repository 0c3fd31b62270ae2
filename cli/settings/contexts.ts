// Servers that this person has logged in to, each with its token: RAWORC_HOME/contexts.json, readable by nobody else.

import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPrivateFile } from '../../state/secrets/private-file.ts';
import { settingError } from './errors.ts';

export interface Context {
  readonly url: string;
  readonly token: string;
}

export interface Contexts {
  /** The one that commands mean; null: the server of this machine's RAWORC_HOME. */
  readonly current: string | null;
  readonly servers: Readonly<Record<string, Context>>;
}

export const contextsFile = 'contexts.json';
const NONE: Contexts = { current: null, servers: {} };

/** Throws `SETTING_INVALID` where the file is broken, or others may read it. */
export function readContexts(home: string): Contexts {
  const path = join(home, contextsFile);
  const file = readPrivateFile(path);
  if (file === undefined) return NONE;
  if (file.isExposed)
    throw settingError(path, 'other users of this machine may read it', `Run \`chmod 600 ${path}\`.`);
  try {
    const { current, servers } = JSON.parse(file.text) as Contexts;
    return { current: current ?? null, servers: servers ?? {} };
  } catch {
    throw settingError(path, 'it is not JSON', 'Delete it and run `raworc auth login` again.');
  }
}

/** Whole or not at all. */
export function writeContexts(home: string, contexts: Contexts): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const path = join(home, contextsFile);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}
