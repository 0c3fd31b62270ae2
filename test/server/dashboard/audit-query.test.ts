// What the audit's form asks of the API: only what was filled in, and never a time that the API would refuse.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditQuery, noFields } from '../../../server/dashboard/page/pages/audit/audit-query.ts';

test('an empty form asks for everything', () => {
  assert.equal(auditQuery(noFields, { limit: 100 }), 'limit=100');
});

test('what was filled in is asked for, without the spaces around it, after the cursor', () => {
  const fields = { ...noFields, account: ' ann ', decision: 'refused', space: 'sales' } as const;
  assert.equal(
    auditQuery(fields, { limit: 100, after: '12' }),
    'limit=100&account=ann&decision=refused&space=sales&after=12',
  );
});

test('a time is the one of the reader’s clock, and one that is no time yet is left out', () => {
  const query = new URLSearchParams(
    auditQuery({ ...noFields, since: '2026-01-31T12:00', until: '2026-x' }, { limit: 1 }),
  );
  assert.equal(query.get('since'), new Date('2026-01-31T12:00').toISOString());
  assert.equal(query.has('until'), false);
});
