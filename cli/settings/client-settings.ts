// Where the server is and with which token it is asked: as set, or as the server of RAWORC_HOME left it in files.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RaworcError } from '../../state/model/errors.ts';
import type { Settings } from './settings.ts';

/** Written by `raworc serve` under RAWORC_HOME when it listens: its URL. */
export const serverFile = 'server.json';
/** Written at first start, mode 0600: the administrator's token. */
export const tokenFile = 'admin-token';

export interface ClientSettings {
  readonly url: string;
  readonly token: string;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function urlOfHome(home: string): string | undefined {
  const text = readIfThere(join(home, serverFile));
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'url' in parsed ? String(parsed.url) : undefined;
  } catch {
    return undefined;
  }
}

export function clientSettings(settings: Settings): ClientSettings {
  const url = settings.get('RAWORC_API_URL') ?? urlOfHome(settings.home) ?? 'http://127.0.0.1:9000';
  const token = settings.get('RAWORC_API_KEY') ?? readIfThere(join(settings.home, tokenFile));
  if (token === undefined) {
    throw new RaworcError(
      'UNAUTHORIZED',
      `There is no token: RAWORC_API_KEY is not set and ${settings.home} has none.`,
      {
        hint: 'Run `raworc serve` once on this machine, or set RAWORC_API_URL and RAWORC_API_KEY.',
      },
    );
  }
  return { url: url.replace(/\/+$/, ''), token };
}
