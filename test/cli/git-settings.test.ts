import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { insteadOfSetting } from '../../cli/settings/git-settings.ts';
import { loadSettings } from '../../cli/settings/settings.ts';

const read = (text: string) =>
  insteadOfSetting(loadSettings({ RAWORC_HOME: '/nowhere' }, { RAWORC_GIT_INSTEAD_OF: text }));

describe('RAWORC_GIT_INSTEAD_OF', () => {
  it('is a list of pairs, each side ending in a slash, so that no host is taken for one that begins alike', () => {
    assert.deepEqual(
      read('https://github.com=http://127.0.0.1:3000, https://a.example/x/=https://b.example/y'),
      [
        { prefix: 'https://github.com/', base: 'http://127.0.0.1:3000/' },
        { prefix: 'https://a.example/x/', base: 'https://b.example/y/' },
      ],
    );
    assert.deepEqual(read(''), []);
  });

  const wrong = [
    ['https://github.com/', 'has no other side'],
    ['github.com/=https://b.example/', 'is no URL'],
    ['https://github.com/=file:///srv/', 'is asked for by other means than http'],
    ['https://github.com/=https://me:secret@b.example/', 'holds credentials, which settings show'],
  ] as const;
  for (const [text, why] of wrong) {
    it(`is refused where a pair ${why}`, () => {
      assert.throws(() => read(text), { code: 'SETTING_INVALID' });
    });
  }
});
