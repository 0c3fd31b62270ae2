import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { askedUrl } from '../../../reconciler/git/instead-of.ts';

const rules = [
  { prefix: 'https://github.com/', base: 'https://mirror.example.com/all/' },
  { prefix: 'https://github.com/company/', base: 'http://127.0.0.1:3000/' },
];

describe('where a repository is asked for', () => {
  const cases = [
    ['https://github.com/other/repo.git', 'https://mirror.example.com/all/other/repo.git', 'by its prefix'],
    ['https://github.com/company/repo.git', 'http://127.0.0.1:3000/repo.git', 'by the longest, as in Git'],
    ['https://gitlab.com/company/repo', 'https://gitlab.com/company/repo', 'itself, where no rule fits'],
  ] as const;
  for (const [url, asked, why] of cases) {
    it(`is decided ${why}`, () => {
      assert.equal(askedUrl(url, rules), asked);
      assert.equal(askedUrl(url, rules.toReversed()), asked);
    });
  }
});
