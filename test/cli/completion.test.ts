// What a shell is told when somebody presses Tab.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

const main = new URL('../../cli/raworc.mjs', import.meta.url).pathname;
const raworc = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
const offered = (...words: string[]) =>
  raworc('complete', '--', ...words)
    .stdout.split('\n')
    .map((line) => line.split('\t')[0] ?? '');

describe('completion', () => {
  it('offers the commands of a command, for nobody remembers all of them', () => {
    const words = offered('session', '');
    for (const each of ['create', 'fork', 'keep-alive']) assert.ok(words.includes(each), each);
    assert.ok(!words.includes('doctor'), 'and not those of the whole program');
  });

  it('offers what a flag may be', () => {
    assert.deepEqual(offered('-o', '').slice(0, 4), ['table', 'json', 'yaml', 'name']);
  });

  it('is a script that bash can read', () => {
    const { stdout } = raworc('completion', 'bash');
    assert.match(stdout, /raworc complete/);
    assert.equal(spawnSync('bash', ['-n'], { input: stdout }).status, 0);
  });

  it('names the shells there are where it is asked for another one', () => {
    const { status, stderr } = raworc('completion', 'tcsh');
    assert.equal(status, 2);
    assert.match(stderr, /zsh, bash, fish/);
  });
});
