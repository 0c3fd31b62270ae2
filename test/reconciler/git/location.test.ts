// Spellings of one repository must meet in one name, and what is no repository must say so.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { parseLocation } from '../../../reconciler/git/location.ts';

const agent = 'https://github.com/company/sales-agent';

describe('parseLocation', () => {
  const same: readonly (readonly [text: string, canonical: string, why: string])[] = [
    ['github.com/company/sales-agent', agent, 'as people paste it'],
    ['company/sales-agent', agent, 'GitHub is the default host'],
    ['https://github.com/company/sales-agent', agent, 'the address of the web page'],
    [
      'https://github.com/Company/Sales-Agent.git/',
      agent,
      'GitHub ignores case, `.git` and a trailing slash',
    ],
    ['http://github.com/company/sales-agent', agent, 'a known host is never asked unencrypted'],
    ['git@github.com:company/sales-agent.git', agent, 'ssh, which the token serves over https'],
    ['ssh://git@github.com:22/company/sales-agent.git', agent, 'ssh with its own port'],
    [
      'https://git.example.com:8443/Team/x.git',
      'https://git.example.com:8443/Team/x.git',
      'unknown hosts keep case',
    ],
    ['http://127.0.0.1:3000/x.git', 'http://127.0.0.1:3000/x.git', 'a server inside of this machine'],
    [
      'ssh://git@git.example.com:2222/x/y.git',
      'https://git.example.com/x/y.git',
      'the ssh port means nothing to https',
    ],
    ['/srv/git/config/', '/srv/git/config', 'a path'],
    ['/srv/git/config/.git', '/srv/git/config', 'a work tree and its own folder are one'],
    ['file:///srv/git/a%20b', '/srv/git/a b', 'a file URL'],
    ['/srv/./git/../git/config', '/srv/git/config', 'a path with dots'],
  ];
  for (const [text, canonical, why] of same) {
    it(`reads \`${text}\`: ${why}`, () => {
      const location = parseLocation(text);
      assert.equal(location.type === 'invalid' ? location.reason : location.canonical, canonical);
    });
  }

  const invalid: readonly (readonly [text: string, why: string])[] = [
    ['', 'nothing is named'],
    ['./agents', 'relative to what is not known here'],
    ['agents', 'a word alone is no repository'],
    ['https://user:secret@github.com/o/r', 'credentials do not belong into Git'],
    ['https://github.com/only-owner', 'the name is missing'],
    ['ftp://example.com/x/y', 'Git is not served so'],
    ['https://example.com/x?token=1', 'a query may hold a secret'],
    ['file://other/share/x', "another machine's files"],
    ['github.com/o/r\n--upload-pack=x', 'white space could smuggle options'],
  ];
  for (const [text, why] of invalid) {
    it(`refuses ${JSON.stringify(text)}: ${why}`, () => {
      const location = parseLocation(text);
      assert.equal(location.type, 'invalid');
      assert.ok(
        location.type === 'invalid' && !location.reason.includes('secret'),
        'and never repeats a secret',
      );
    });
  }
});
