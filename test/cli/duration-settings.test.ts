// Settings that are times, by tables.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  durationSetting,
  keepAuditSetting,
  samplePeriodSetting,
} from '../../cli/settings/duration-settings.ts';
import { loadSettings } from '../../cli/settings/settings.ts';

const given = (settings: Parameters<typeof loadSettings>[0]) =>
  loadSettings({ RAWORC_HOME: '/nowhere', ...settings }, {});

describe('settings that are times', () => {
  it('take what is written, else their default', () => {
    const read = (text: string) =>
      durationSetting(given({ RAWORC_KEEP_CLOSED: text }), 'RAWORC_KEEP_CLOSED', 'never');
    assert.deepEqual([read('12h'), read('')], [43_200_000, Number.POSITIVE_INFINITY]);
    assert.throws(() => read('a month'), { code: 'SETTING_INVALID', message: /RAWORC_KEEP_CLOSED/ });
  });

  it('let nobody look at sessions so often that looking is what they see', () => {
    const read = (text: string) => samplePeriodSetting(given({ RAWORC_SAMPLE_PERIOD: text }));
    assert.deepEqual([read(''), read('1s'), read('never')], [15_000, 1_000, Number.POSITIVE_INFINITY]);
    assert.throws(() => read('999ms'), { code: 'SETTING_INVALID', message: /too often/ });
  });

  it('keep the audit for a day at least, since what is cut is gone', () => {
    const read = (text: string) => keepAuditSetting(given({ RAWORC_KEEP_AUDIT: text }));
    assert.equal(keepAuditSetting(given({})), Number.POSITIVE_INFINITY);
    assert.equal(read('1d'), 86_400_000);
    for (const text of ['0s', '23h', 'soon']) assert.throws(() => read(text), { code: 'SETTING_INVALID' });
  });
});
