// The settings that speak of GitHub: who we are there, where it is, and how its webhooks reach us.

import { readFileSync } from 'node:fs';
import { settingError } from './errors.ts';
import type { Settings } from './settings.ts';

export type GitHubIdentity =
  | { readonly type: 'none' }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'app'; readonly appId: number; readonly privateKey: string };

export interface GitHubSettings {
  readonly identity: GitHubIdentity;
  /** Without a slash at its end: `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise server. */
  readonly apiUrl: string;
}

export interface WebhookSettings {
  readonly receiver: 'on' | 'off';
  /** The present secret, and while it is rotated the one before; empty only where the receiver is off. */
  readonly secrets: readonly string[];
}

const defaultApiUrl = 'https://api.github.com';
const shortestSecret = 16;

export function githubSettings(settings: Settings): GitHubSettings {
  return {
    identity: identityOf(settings),
    apiUrl: urlOf(settings, 'RAWORC_GITHUB_API_URL') ?? defaultApiUrl,
  };
}

export function webhookSettings(settings: Settings): WebhookSettings {
  const current = settings.get('RAWORC_WEBHOOK_SECRET');
  const previous = settings.get('RAWORC_WEBHOOK_SECRET_PREVIOUS');
  const wanted = settings.get('RAWORC_WEBHOOK') ?? (current === undefined ? 'off' : 'on');
  if (wanted !== 'on' && wanted !== 'off') {
    throw settingError(
      'RAWORC_WEBHOOK',
      `${JSON.stringify(wanted)} is neither on nor off`,
      'Give on or off.',
    );
  }
  if (wanted === 'off') return { receiver: 'off', secrets: [] };
  if (current === undefined) {
    throw settingError(
      'RAWORC_WEBHOOK',
      'the receiver is on, and there is no RAWORC_WEBHOOK_SECRET to tell GitHub’s deliveries from anybody’s',
      'Give the secret that the hook was made with, or switch the receiver off.',
    );
  }
  const secrets = previous === undefined ? [current] : [current, previous];
  for (const [index, secret] of secrets.entries()) checkSecret(secret, index === 0 ? '' : '_PREVIOUS');
  return { receiver: 'on', secrets };
}

/** A URL without a slash at its end; undefined where it isn't given. */
export function urlOf(
  settings: Settings,
  name: 'RAWORC_GITHUB_API_URL' | 'RAWORC_PUBLIC_URL',
): string | undefined {
  const text = settings.get(name);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw settingError(name, 'it is no http or https URL', 'Write it as https://raworc.example.com.');
  }
  return url.href.replace(/\/+$/, '');
}

function checkSecret(secret: string, suffix: string): void {
  if (secret.length >= shortestSecret) return;
  throw settingError(
    `RAWORC_WEBHOOK_SECRET${suffix}`,
    `it has fewer than ${shortestSecret} characters`,
    'Make one by `openssl rand -hex 32`, and give it to the hook too.',
  );
}

function identityOf(settings: Settings): GitHubIdentity {
  const token = settings.get('RAWORC_GITHUB_TOKEN');
  const appId = settings.get('RAWORC_GITHUB_APP_ID');
  const privateKey = settings.get('RAWORC_GITHUB_APP_PRIVATE_KEY');
  if (appId === undefined && privateKey === undefined) {
    return token === undefined ? { type: 'none' } : { type: 'token', token };
  }
  if (token !== undefined) {
    throw settingError(
      'RAWORC_GITHUB_TOKEN',
      'an App is configured too',
      'Give either the token or the App.',
    );
  }
  if (appId === undefined || privateKey === undefined) {
    const missing = appId === undefined ? 'RAWORC_GITHUB_APP_ID' : 'RAWORC_GITHUB_APP_PRIVATE_KEY';
    throw settingError(missing, 'it is missing', 'An App needs its id and its private key.');
  }
  if (!/^[1-9]\d{0,15}$/.test(appId)) {
    throw settingError(
      'RAWORC_GITHUB_APP_ID',
      'it is no number',
      'It stands on the settings page of the App.',
    );
  }
  return { type: 'app', appId: Number(appId), privateKey: pemOf(privateKey) };
}

/** The key itself (line breaks may be written as `\n`), or the path of its file. */
function pemOf(given: string): string {
  const name = 'RAWORC_GITHUB_APP_PRIVATE_KEY';
  const text = given.includes('-----BEGIN') ? given.replaceAll(String.raw`\n`, '\n') : readKey(given, name);
  if (/-----BEGIN (RSA )?PRIVATE KEY-----/.test(text)) return text;
  throw settingError(
    name,
    'it is no private key in PEM form',
    'Download one from the settings page of the App.',
  );
}

function readKey(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw settingError(
      name,
      `the file ${path} can’t be read`,
      'Give the key itself or the path of its file.',
    );
  }
}
