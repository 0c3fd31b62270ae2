// How each database says: insert it, and where its key is taken, change what is there.

import { type InsertQueryBuilder, type InsertResult, type RawBuilder, sql } from 'kysely';
import type { StoreDialect } from '../dialect.ts';
import type { Database } from '../schema.ts';

export interface InsertWords {
  /** What the row that could not be inserted has in that column. */
  given(column: string): RawBuilder<never>;
  greater(one: RawBuilder<unknown>, other: RawBuilder<unknown>): RawBuilder<never>;
  orChange<Table extends keyof Database>(
    insert: InsertQueryBuilder<Database, Table, InsertResult>,
    key: readonly (keyof Database[Table] & string)[],
    change: Readonly<Record<string, RawBuilder<never>>>,
  ): InsertQueryBuilder<Database, Table, InsertResult>;
}

export function insertWords(dialect: StoreDialect['name']): InsertWords {
  if (dialect === 'mysql') {
    return {
      given: (column) => sql`values(${sql.ref(column)})`,
      greater: (one, other) => sql`greatest(${one}, ${other})`,
      orChange: (insert, _key, change) => insert.onDuplicateKeyUpdate(change as never),
    };
  }
  return {
    given: (column) => sql`${sql.ref(`excluded.${column}`)}`,
    greater: (one, other) => sql`max(${one}, ${other})`,
    orChange: (insert, key, change) =>
      insert.onConflict((conflict) => conflict.columns(key).doUpdateSet(change as never)),
  };
}
