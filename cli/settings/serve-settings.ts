// The settings of `raworc serve`, checked and with their defaults.

import { join, resolve } from 'node:path';
import { MAX_PAUSED } from '../../runtime/sessions/ports.ts';
import type { ProcessRole } from '../../state/store/processes.ts';
import type { InsteadOf } from '../../reconciler/git/instead-of.ts';
import {
  durationSetting,
  keepAuditSetting,
  keepPrunedSetting,
  samplePeriodSetting,
} from './duration-settings.ts';
import { egressAllowSetting } from './egress-settings.ts';
import { type EdgeSettings, edgeSettings } from './edge-settings.ts';
import { settingError } from './errors.ts';
import { notifyAllowSetting } from './notify-settings.ts';
import { insteadOfSetting } from './git-settings.ts';
import {
  githubSettings,
  type GitHubSettings,
  urlOf,
  webhookSettings,
  type WebhookSettings,
} from './github-settings.ts';
import type { SettingName, Settings } from './settings.ts';

export interface ServeSettings {
  readonly home: string;
  /** Undefined: one of the runtime's own, at `ownConfigPath`. */
  readonly configRepo: string | undefined;
  readonly configRef: string | undefined;
  readonly configPath: string;
  readonly databaseUrl: string;
  readonly role: ProcessRole;
  /** Where an operator listens to our processes with the role api. */
  readonly internal: { readonly host: string; readonly port: number };
  readonly host: string;
  readonly port: number;
  readonly edge: EdgeSettings;
  readonly poll: string;
  readonly networkPool: string;
  /** Ranges that are not public and that sessions may reach all the same. */
  readonly egressAllow: readonly string[];
  /** Ranges that are not public and that notifications may be sent to all the same. */
  readonly notifyAllow: readonly string[];
  /** How many sessions may hold memory while they are paused. */
  readonly maxPaused: number;
  /** Milliseconds for which closed sessions are kept with their history; `Infinity`: for ever. */
  readonly keepClosedMs: number;
  /** Milliseconds for which rows of the audit are kept; `Infinity`: for ever. */
  readonly keepAuditMs: number;
  /** Milliseconds for which workspaces of a removed space are kept. */
  readonly keepPrunedMs: number;
  /** Milliseconds; `Infinity`: what sessions use is not looked at. */
  readonly samplePeriodMs: number;
  readonly masterKey: string | undefined;
  readonly github: GitHubSettings;
  /** Where repositories are asked for instead of at their own address. */
  readonly insteadOf: readonly InsteadOf[];
  readonly webhook: WebhookSettings;
  /** Where people reach this server, for links in comments; without a slash at its end. */
  readonly publicUrl: string | undefined;
  /** Only what was approved is carried out. Out of a pull request's reach, like all settings. */
  readonly requireReviewedPlan: boolean;
  /** A file of SSH and OpenPGP public keys; commits of the config repository must be signed by one of them. */
  readonly verifyKeys: string | undefined;
  readonly logLevel: LogLevel;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const roles = ['api', 'operator', 'all'] as const satisfies readonly ProcessRole[];

function parseRole(settings: Settings): ProcessRole {
  const text = settings.get('RAWORC_ROLE') ?? 'all';
  const role = roles.find((known) => known === text);
  if (role === undefined)
    throw settingError('RAWORC_ROLE', `${JSON.stringify(text)} is no role`, 'Roles are: api, operator, all.');
  if (role !== 'all' && !/^(mysql|mariadb):/.test(settings.get('RAWORC_DATABASE_URL') ?? ''))
    throw settingError(
      'RAWORC_ROLE',
      `processes with the role ${role} meet in a MySQL database, and none is set`,
      'Set RAWORC_DATABASE_URL to mysql://…, or serve everything in one process with the role all.',
    );
  if (role === 'operator' && settings.get('RAWORC_CONFIG_REPO') === undefined)
    throw settingError(
      'RAWORC_CONFIG_REPO',
      'an operator needs one that all operators can reach',
      'Set it to the URL of the config repository.',
    );
  return role;
}

function parsePort(text: string, name: SettingName = 'RAWORC_PORT'): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw settingError(name, `${JSON.stringify(text)} is no port`, 'Give a number from 0 to 65535.');
}

function parseMaxPaused(text: string | undefined): number {
  if (text === undefined) return MAX_PAUSED;
  const most = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(most) && most >= 0) return most;
  throw settingError(
    'RAWORC_MAX_PAUSED',
    `${JSON.stringify(text)} is no number of sessions`,
    'Give a whole number, or 0 to suspend instead of pausing.',
  );
}

function parseLogLevel(text: string): LogLevel {
  const level = logLevels.find((known) => known === text);
  if (level !== undefined) return level;
  throw settingError(
    'RAWORC_LOG_LEVEL',
    `${JSON.stringify(text)} is no level`,
    `Levels are: ${logLevels.join(', ')}.`,
  );
}

function parseSwitch(name: SettingName, settings: Settings): boolean {
  const text = settings.get(name) ?? 'off';
  if (text === 'on' || text === 'true' || text === '1') return true;
  if (text === 'off' || text === 'false' || text === '0') return false;
  throw settingError(name, `${JSON.stringify(text)} is neither on nor off`, 'Give on or off.');
}

/** Where the config repository is that a runtime makes for itself. */
export const ownConfigPath = (home: string): string => join(home, 'config.git');

/** A local repository may be given relative to where the command runs. */
function absoluteIfPath(location: string | undefined): string | undefined {
  return location !== undefined && /^\.{1,2}(\/|$)/.test(location) ? resolve(location) : location;
}

export function serveSettings(settings: Settings): ServeSettings {
  const { home } = settings;
  return {
    home,
    configRepo: absoluteIfPath(settings.get('RAWORC_CONFIG_REPO')),
    configRef: settings.get('RAWORC_CONFIG_REF'),
    configPath: settings.get('RAWORC_CONFIG_PATH') ?? '.',
    databaseUrl: settings.get('RAWORC_DATABASE_URL') ?? `sqlite:${join(home, 'raworc.db')}`,
    role: parseRole(settings),
    internal: {
      host: settings.get('RAWORC_INTERNAL_HOST') ?? '127.0.0.1',
      port: parsePort(settings.get('RAWORC_INTERNAL_PORT') ?? '0', 'RAWORC_INTERNAL_PORT'),
    },
    host: settings.get('RAWORC_HOST') ?? '127.0.0.1',
    port: parsePort(settings.get('RAWORC_PORT') ?? '9000'),
    edge: edgeSettings(settings, parseSwitch('RAWORC_INSECURE_HTTP', settings)),
    poll: settings.get('RAWORC_POLL') ?? '60s',
    networkPool: settings.get('RAWORC_NETWORK_POOL') ?? '10.213.0.0/16',
    egressAllow: egressAllowSetting(settings),
    notifyAllow: notifyAllowSetting(settings),
    maxPaused: parseMaxPaused(settings.get('RAWORC_MAX_PAUSED')),
    keepClosedMs: durationSetting(settings, 'RAWORC_KEEP_CLOSED', 'never'),
    keepAuditMs: keepAuditSetting(settings),
    keepPrunedMs: keepPrunedSetting(settings),
    samplePeriodMs: samplePeriodSetting(settings),
    masterKey: settings.get('RAWORC_MASTER_KEY'),
    github: githubSettings(settings),
    insteadOf: insteadOfSetting(settings),
    webhook: webhookSettings(settings),
    publicUrl: urlOf(settings, 'RAWORC_PUBLIC_URL'),
    requireReviewedPlan: parseSwitch('RAWORC_REQUIRE_REVIEWED_PLAN', settings),
    verifyKeys: settings.get('RAWORC_VERIFY_KEYS'),
    logLevel: parseLogLevel(settings.get('RAWORC_LOG_LEVEL') ?? 'info'),
  };
}

/** What of the settings must be read nowhere. */
export function secretsAmong({ databaseUrl, masterKey, github, webhook }: ServeSettings): readonly string[] {
  const { identity } = github;
  const database = URL.canParse(databaseUrl) ? decodeURIComponent(new URL(databaseUrl).password) : '';
  return [
    ...(masterKey?.split(',') ?? []),
    ...webhook.secrets,
    ...(identity.type === 'token' ? [identity.token] : []),
    ...(identity.type === 'app' ? [identity.privateKey] : []),
    // A short one is a word, and the log would lose it everywhere.
    ...(database.length < 8 ? [] : [database]),
  ];
}
