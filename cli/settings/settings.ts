// Every setting of the runtime and the client, read from flags, environment or RAWORC_HOME/config.json, in that order;
// never from the config repository, where a pull request could change them.

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { settingError } from './errors.ts';

/** Each setting's environment variable, and what it means; `raworc serve --help` prints this table. */
export const settingNames = {
  RAWORC_HOME: 'folder for the database, keys, caches and logs (default ~/.raworc)',
  RAWORC_CONFIG_REPO: 'URL or path of the config repository (default: one of its own under RAWORC_HOME)',
  RAWORC_CONFIG_REF: 'branch, tag or commit of it that is in force (default: main)',
  RAWORC_CONFIG_PATH: 'folder inside it that counts (default: all)',
  RAWORC_DATABASE_URL: 'mysql://… or sqlite:… (default: SQLite under RAWORC_HOME)',
  RAWORC_ROLE: 'what the process does: api (faces the network), operator (holds the engine) or all (default)',
  RAWORC_INTERNAL_HOST:
    'address at which an operator listens to processes with the role api (default 127.0.0.1)',
  RAWORC_INTERNAL_PORT: 'port of it (default: a free one)',
  RAWORC_HOST: 'address to listen on (default 127.0.0.1)',
  RAWORC_PORT: 'port to listen on (default 9000)',
  RAWORC_TLS_CERT: 'PEM file of the server’s certificate and its chain; followed when it changes',
  RAWORC_TLS_KEY: 'PEM file of its key, readable by nobody else',
  RAWORC_TRUSTED_PROXY: 'proxies whose X-Forwarded-For and -Proto are believed: 10.0.0.5, 172.16.0.0/12',
  RAWORC_INSECURE_HTTP:
    'on: listen on other addresses than this machine’s own without TLS or proxy (default off)',
  RAWORC_RATE_LIMIT: 'requests of one token in a minute, or off (default 60000)',
  RAWORC_GUESS_LIMIT: 'requests of one address in a minute without a valid token, or off (default 60)',
  RAWORC_WEBHOOK_LIMIT: 'deliveries from one address in a minute, or off (default 6000)',
  RAWORC_MAX_CONNECTIONS: 'connections that may be open at once, or off (default 10000)',
  RAWORC_MAX_CONNECTIONS_PER_ADDRESS:
    'of one address that is neither this machine’s own nor a named proxy, or off (default 1000)',
  RAWORC_POLL: 'how often Git is looked at: a duration or a cron expression (default 60s)',
  RAWORC_GIT_INSTEAD_OF:
    'where repositories are asked for instead: https://github.com/=https://mirror.example.com/, …',
  RAWORC_GITHUB_TOKEN: 'token for private repositories, comments and checks on GitHub',
  RAWORC_GITHUB_APP_ID: 'instead of the token: the id of a GitHub App',
  RAWORC_GITHUB_APP_PRIVATE_KEY: 'its private key: the PEM text or the path of its file',
  RAWORC_GITHUB_API_URL: 'GitHub’s API (default https://api.github.com; Enterprise: https://HOST/api/v3)',
  RAWORC_WEBHOOK: 'on or off: whether POST /webhook/github is served (default: on with a secret)',
  RAWORC_WEBHOOK_SECRET: 'secret that GitHub signs its deliveries with, 16 characters or more',
  RAWORC_WEBHOOK_SECRET_PREVIOUS: 'while it is rotated: the secret before, accepted too',
  RAWORC_PUBLIC_URL: 'where people reach this server, for links in comments (default: no links)',
  RAWORC_REQUIRE_REVIEWED_PLAN: 'on: a space changes only as an approved pull request showed (default off)',
  RAWORC_VERIFY_KEYS: 'file of SSH and OpenPGP public keys that must have signed the config repository',
  RAWORC_NETWORK_POOL: 'private addresses for the networks of spaces (default 10.213.0.0/16)',
  RAWORC_EGRESS_ALLOW:
    'addresses that are not public and that sessions may reach all the same: 10.0.0.5, 192.168.7.0/24',
  RAWORC_NOTIFY_ALLOW:
    'addresses that are not public and that notifications may be sent to all the same: 10.0.0.5, fd00::/8',
  RAWORC_MAX_PAUSED: 'how many paused sessions may hold memory; the oldest are suspended (default 50)',
  RAWORC_KEEP_CLOSED: 'how long closed sessions are kept with what was said in them: 90d (default: for ever)',
  RAWORC_KEEP_AUDIT: 'how long rows of the audit are kept: 365d (default: for ever)',
  RAWORC_KEEP_PRUNED: 'how long workspaces of a removed space are kept: 7d (default); 0: they go at once',
  RAWORC_SAMPLE_PERIOD:
    'how often sessions that work are looked at for CPU, memory, disk and network; never: not at all (default 15s)',
  RAWORC_MASTER_KEY:
    'key that encrypts secrets at rest, base64 of 32 bytes (default: made under RAWORC_HOME)',
  RAWORC_LOG_LEVEL: 'trace, debug, info, warn, error or silent (default info)',
  RAWORC_API_URL: 'for the CLI: where the server is (default: the one of RAWORC_HOME)',
  RAWORC_API_KEY: 'for the CLI: the token (default: the one of RAWORC_HOME)',
  RAWORC_CA: 'for the CLI: PEM file of authorities that are believed too',
} as const;

export type SettingName = keyof typeof settingNames;

/** Flags of a command line that overrule the environment. */
export type Overrides = Partial<Readonly<Record<SettingName, string>>>;

export interface Settings {
  readonly home: string;
  /** As it was given, or undefined where it was given nowhere. */
  get(name: SettingName): string | undefined;
}

function readConfigFile(path: string): Readonly<Record<string, string>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw settingError(path, 'it can’t be read', 'Check the permissions of the file.');
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw settingError(
      path,
      error instanceof Error ? error.message : String(error),
      'It has to be one JSON object.',
    );
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw settingError(path, 'it is not an object', 'It has to be one JSON object.');
  }
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(parsed)) {
    if (!Object.hasOwn(settingNames, key)) {
      throw settingError(
        path,
        `there is no setting ${key}`,
        `Settings are: ${Object.keys(settingNames).join(', ')}.`,
      );
    }
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw settingError(path, `${key} is neither text nor a number`, 'Write every value as text.');
    }
    values[key] = String(value);
  }
  return values;
}

export function loadSettings(
  overrides: Overrides,
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const home = resolve(overrides.RAWORC_HOME ?? env['RAWORC_HOME'] ?? join(homedir(), '.raworc'));
  const file = readConfigFile(join(home, 'config.json'));
  return {
    home,
    get(name) {
      const value = overrides[name] ?? env[name] ?? file[name];
      return value === '' ? undefined : value;
    },
  };
}
