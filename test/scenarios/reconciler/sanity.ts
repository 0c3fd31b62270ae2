// What must be true of every status after every scenario, whatever it was about.

import assert from 'node:assert/strict';

import type { StatusSummary } from '../../../reconciler/loop/control.ts';
import type { Condition } from '../../../state/model/condition.ts';

export function assertSane(status: StatusSummary): void {
  check('the config repository', status.config.conditions);
  for (const space of status.spaces) {
    check(`Space/${space.name}`, space.conditions);
    for (const agent of space.agents) check(`Agent/${space.name}/${agent.name}`, agent.conditions);
  }
}

function check(what: string, conditions: readonly Condition[]): void {
  const types = conditions.map(({ type }) => type);
  assert.ok(types.includes('Ready'), `${what} says whether it is ready`);
  assert.equal(new Set(types).size, types.length, `${what} has each condition once`);
  const both = types.includes('Reconciling') && types.includes('Stalled');
  assert.ok(!both, `${what} is not under way and stalled at once`);
  for (const { type, message, reason } of conditions) {
    assert.match(message, /^[\p{L}\p{N}"'`/].*[.!?…]$/su, `${what}: ${type} is a sentence: ${message}`);
    assert.match(reason, /^[A-Z][A-Za-z]+$/, `${what}: ${type} has a reason in PascalCase: ${reason}`);
  }
}
