// Statements on one open SQLite database, prepared once each.

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { QueryResult } from 'kysely';

export interface Statements {
  /** Throws what `node:sqlite` throws. */
  execute(sql: string, parameters?: readonly unknown[]): QueryResult<unknown>;
  readonly isInTransaction: boolean;
  close(): void;
}

interface Prepared {
  readonly statement: StatementSync;
  readonly answersRows: boolean;
}

/** More texts than the hot paths use, few enough that odd ones (long lists) don't pile up. */
const preparedLimit = 400;

export function createStatements(database: DatabaseSync): Statements {
  const prepared = new Map<string, Prepared>();

  function prepare(sql: string): Prepared {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    const made = { statement, answersRows: statement.columns().length > 0 };
    const [oldest] = prepared.keys();
    if (prepared.size >= preparedLimit && oldest !== undefined) prepared.delete(oldest);
    prepared.set(sql, made);
    return made;
  }

  return {
    execute(sql, parameters = []) {
      const { statement, answersRows } = prepare(sql);
      const values = parameters as readonly SQLInputValue[];
      if (answersRows) return { rows: statement.all(...values) };
      const { changes } = statement.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes) };
    },
    get isInTransaction() {
      return database.isTransaction;
    },
    close() {
      prepared.clear();
      database.close();
    },
  };
}
