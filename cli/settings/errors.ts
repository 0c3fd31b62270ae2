// What can be wrong with a setting.

import { RaworcError } from '../../state/model/errors.ts';

export function settingError(setting: string, problem: string, hint: string): RaworcError {
  return new RaworcError('SETTING_INVALID', `${setting} can’t be used: ${problem}.`, { hint });
}
