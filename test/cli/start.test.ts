// What every command loads before it does anything: people wait for that each time.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';

const main = new URL('../../cli/raworc.mjs', import.meta.url).pathname;

/** Says each module that is resolved. */
const telling = `data:text/javascript,${encodeURIComponent(
  `import { registerHooks } from 'node:module';
   registerHooks({ resolve(name, context, next) {
     const found = next(name, context);
     process.stderr.write(found.url + '\\n');
     return found;
   } });`,
)}`;

it('is no package that only some commands need, because a shell’s user notices a tenth of a second', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', telling, main, '--version'], {
    encoding: 'utf8',
  });
  assert.match(stdout, /^\d+\./);
  const packages = [...stderr.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map(([, name]) => name);
  assert.deepEqual(
    new Set(packages),
    new Set(['@bomb.sh/tab', 'commander', 'fastest-levenshtein', 'js-yaml']),
  );
});
