// The setting that opens addresses to notifications which are not public.

import { isIP } from 'node:net';
import { settingError } from './errors.ts';
import type { Settings } from './settings.ts';

const name = 'RAWORC_NOTIFY_ALLOW';

/** Each as a range: `10.0.0.5` is `10.0.0.5/32`. */
export function notifyAllowSetting(settings: Settings): readonly string[] {
  const texts = (settings.get(name) ?? '').split(/[\s,]+/).filter((text) => text !== '');
  return texts.map((text) => {
    const [net = '', given] = text.split('/');
    const version = isIP(net);
    const most = version === 6 ? 128 : 32;
    const prefix = given === undefined ? most : Number(given);
    const isRange =
      version !== 0 && given !== '' && Number.isInteger(prefix) && prefix >= 0 && prefix <= most;
    if (isRange) return `${net}/${prefix}`;
    const hint = 'Write addresses or ranges, separated by commas: 10.0.0.5, 192.168.7.0/24, fd00::/8.';
    throw settingError(name, `${JSON.stringify(text)} is no range of addresses`, hint);
  });
}
