import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inOrder } from '../../../../server/api/processes/choose-operator.ts';

const operators = ['a', 'b', 'c', 'd'].map((id) => ({ id, address: `http://${id}`, keyId: 'k' }));
const ids = (order: ReturnType<typeof inOrder>) => order.map(({ id }) => id);

describe('the operator for a session', () => {
  it('is the one that is attached to it, because deltas are there', () => {
    for (const { id } of operators) assert.equal(ids(inOrder(operators, 'session', id))[0], id);
  });

  it('is the same for all who ask, in whatever order they know the operators', () => {
    const order = ids(inOrder(operators, 'session', undefined));
    assert.deepEqual(ids(inOrder(operators.toReversed(), 'session', undefined)), order);
    assert.deepEqual(ids(inOrder(operators, 'session', 'dead')), order);
  });

  it('stays when another one goes, and differs between sessions', () => {
    const [first, second] = ids(inOrder(operators, 'session', undefined));
    const left = operators.filter(({ id }) => id !== second);
    assert.equal(ids(inOrder(left, 'session', undefined))[0], first);
    const firsts = Array.from({ length: 50 }, (_, n) => ids(inOrder(operators, `s${n}`, undefined))[0]);
    assert.ok(new Set(firsts).size > 1);
  });
});
