// A few statements on a MySQL server, for what tests do behind the store's back.

import { type Connection, createConnection } from 'mysql2/promise';

export type Query = (statement: string) => Promise<readonly Record<string, unknown>[]>;

export async function withConnection<T>(url: string, work: (query: Query) => Promise<T>): Promise<T> {
  const connection: Connection = await createConnection(url);
  try {
    return await work(async (statement) => {
      const [rows] = await connection.query(statement);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    });
  } finally {
    // Not `end`: a server that was killed never says goodbye.
    connection.destroy();
  }
}
