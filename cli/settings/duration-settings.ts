// Settings that are times, as people write them: `90d`, `15s`, `never`.

import { parseDuration } from '../../schemas/duration.ts';
import { settingError } from './errors.ts';
import type { SettingName, Settings } from './settings.ts';

/** Milliseconds; `Infinity` for `never`. */
export function durationSetting(settings: Settings, name: SettingName, otherwise: string): number {
  const text = settings.get(name) ?? otherwise;
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw settingError(name, `${JSON.stringify(text)} is no time`, 'Write it as 30d or 12h, or never.');
}

/** How long workspaces of a removed space are kept; `0` needs no unit. */
export function keepPrunedSetting(settings: Settings): number {
  const name = 'RAWORC_KEEP_PRUNED';
  return settings.get(name)?.trim() === '0' ? 0 : durationSetting(settings, name, '7d');
}

/** Below that, looking would be most of what is seen. */
const LEAST_SAMPLE_MS = 1_000;

/** How often sessions that work are looked at for what they use; `Infinity`: never. */
export function samplePeriodSetting(settings: Settings): number {
  const name = 'RAWORC_SAMPLE_PERIOD';
  const ms = durationSetting(settings, name, '15s');
  if (ms >= LEAST_SAMPLE_MS) return ms;
  throw settingError(name, `${ms} ms is too often`, 'Give 1s or more, or never.');
}

/** What is cut is gone for ever, so a slip of the pen should not cost all of it. */
const LEAST_AUDIT_MS = 24 * 60 * 60_000;

/** How long rows of the audit are kept; `Infinity`: for ever. */
export function keepAuditSetting(settings: Settings): number {
  const name = 'RAWORC_KEEP_AUDIT';
  const ms = durationSetting(settings, name, 'never');
  if (ms >= LEAST_AUDIT_MS) return ms;
  throw settingError(name, `${ms} ms is less than a day`, 'Give 1d or more, or never.');
}
