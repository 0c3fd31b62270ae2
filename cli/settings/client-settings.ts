// Where the server is and with which token it is asked: as set, or as the server of RAWORC_HOME left it in files.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RaworcError } from '../../state/model/errors.ts';
import { readContexts } from './contexts.ts';
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
  const server = chosenServer(settings.home);
  const home = serverOfHome(settings.home);
  const asked = settings.get('RAWORC_API_URL')?.replace(/\/+$/, '');
  const url = asked ?? server?.url ?? home.url;
  // A token is only ever sent to the server that it is for.
  const own = [server, home].find((each) => each?.url === url)?.token;
  const token = settings.get('RAWORC_API_KEY') ?? own;
  if (token === undefined) {
    throw new RaworcError('UNAUTHORIZED', `There is no token for ${url}: RAWORC_API_KEY is not set.`, {
      hint: 'Run `raworc auth login URL`, or `raworc serve` once on this machine, or set RAWORC_API_KEY.',
    });
  }
  return { url, token };
}

/** The one that this person logged in to last, or chose. */
function chosenServer(home: string): ClientSettings | undefined {
  const { current, servers } = readContexts(home);
  return current === null ? undefined : servers[current];
}

function serverOfHome(home: string): Partial<ClientSettings> & { readonly url: string } {
  const token = readIfThere(join(home, tokenFile));
  const url = (urlOfHome(home) ?? 'http://127.0.0.1:9000').replace(/\/+$/, '');
  return { url, ...(token === undefined ? {} : { token }) };
}
