// What is done about programs that tests need and the machine lacks: whoever runs the tests on a new one goes by it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bringing, howToBring, type Program } from './packages.ts';

interface Case {
  readonly why: string;
  readonly wanted: readonly Program[];
  readonly there: readonly (Program | 'apt-get')[];
  readonly isRoot?: boolean;
  readonly done: Bringing;
}

const cases: readonly Case[] = [
  {
    why: 'a machine that has everything is left alone, whoever asks',
    wanted: ['dockerd', 'iptables'],
    there: ['dockerd', 'iptables'],
    isRoot: false,
    done: { type: 'nothing' },
  },
  {
    why: 'only what is missing is installed',
    wanted: ['promtool', 'chromium'],
    there: ['apt-get', 'promtool'],
    done: { type: 'install', packages: ['chromium'] },
  },
  {
    why: 'a package that two programs come in is named once',
    wanted: ['dockerd', 'iptables'],
    there: ['apt-get'],
    done: { type: 'install', packages: ['docker.io', 'iptables', 'ca-certificates'] },
  },
  {
    why: 'an engine that is there may still lack its packet filter',
    wanted: ['dockerd', 'iptables'],
    there: ['apt-get', 'dockerd'],
    done: { type: 'install', packages: ['iptables'] },
  },
  {
    why: 'somebody who may not install is told what to, and what else would do',
    wanted: ['mariadbd'],
    there: ['apt-get'],
    isRoot: false,
    done: {
      type: 'refuse',
      message:
        'There is no mariadbd, and only root may install packages: install mariadb-server, or name a server by RAWORC_TEST_MYSQL_URL.',
    },
  },
  {
    why: 'another distribution is told by the names of Debian',
    wanted: ['promtool', 'chromium'],
    there: [],
    done: {
      type: 'refuse',
      message: 'There is no promtool and no chromium, and there is no apt-get: install prometheus, chromium.',
    },
  },
];

for (const { why, wanted, there, isRoot = true, done } of cases) {
  test(why, () => {
    assert.deepEqual(howToBring(wanted, { isRoot, has: (program) => there.includes(program) }), done);
  });
}
