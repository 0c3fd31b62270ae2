import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Command, parseCommands } from '../../../../webhook/review/commands/parse.ts';

const understood: readonly (readonly [body: string, command: Command])[] = [
  ['/raworc plan', { type: 'plan' }],
  ['/raworc', { type: 'help' }],
  ['  /raworc   hold   sales  ', { type: 'hold', space: 'sales' }],
  ['/raworc unhold sales', { type: 'unhold', space: 'sales' }],
  ['/raworc rollback sales', { type: 'rollback', space: 'sales' }],
  ['/raworc rollback sales 1f3a9bc', { type: 'rollback', space: 'sales', revision: '1f3a9bc' }],
  ['/raworc confirm', { type: 'confirm' }],
  ['/raworc confirm sales', { type: 'confirm', space: 'sales' }],
];

const wrong: readonly (readonly [body: string, problem: RegExp, why: string])[] = [
  ['/raworc pln', /Did you mean `plan`/, 'a slip is named'],
  ['/raworc hold', /needs a space/, 'nothing is guessed'],
  ['/raworc hold Sales!', /no name of a space/, 'a name is checked before it is used'],
  ['/raworc rollback sales HEAD~1', /neither a commit/, 'only what is stored can be named'],
  ['/raworc hold a b', /fewer words/, 'more than is understood is not ignored'],
  ['/raworc `x`', /no command `x`/, 'a stranger’s word can’t leave its code'],
];

describe('a command in a comment', () => {
  for (const [body, command] of understood) {
    test(`${body.trim()} is understood, because people write it so`, () => {
      assert.deepEqual(
        parseCommands(body).map((parsed) => parsed.type === 'command' && parsed.command),
        [command],
      );
    });
  }

  for (const [body, problem, why] of wrong) {
    test(`${body} is answered by what is wrong, because ${why}`, () => {
      const [parsed] = parseCommands(body);
      assert.ok(parsed?.type === 'wrong');
      assert.match(parsed.problem, problem);
    });
  }

  test('is only one at the start of a line, because sentences mention commands', () => {
    assert.deepEqual(parseCommands('you can write /raworc plan\n> /raworc hold a\n/raworcs plan'), []);
  });

  test('in a fence is an example, and behind its end is one again', () => {
    assert.equal(parseCommands('```\n/raworc hold a\n```\n/raworc plan').length, 1);
    assert.equal(parseCommands('````\n```\n/raworc hold a\n```\n````').length, 0);
  });

  test('comes with others in one comment, each on its line, and not without end', () => {
    assert.equal(parseCommands('/raworc plan\r\n/raworc unhold a').length, 2);
    assert.equal(parseCommands('/raworc plan\n'.repeat(1000)).length, 10);
  });
});
