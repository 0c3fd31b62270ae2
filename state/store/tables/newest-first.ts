// Where a page goes on in a list that is sorted by time and then by key, both descending. Pure.

import { type RawBuilder, sql, type SqlBool } from 'kysely';

/** True for rows after the last one of the page before. */
export function olderThan(
  timeColumn: string,
  time: number,
  keyColumn: string,
  key: string | number,
): RawBuilder<SqlBool> {
  const at = sql.ref(timeColumn);
  return sql<SqlBool>`(${at} < ${time} or (${at} = ${time} and ${sql.ref(keyColumn)} < ${key}))`;
}
