// Inserting where a key may be taken, and inserting many.

import { isDuplicate } from '../errors.ts';

/** False where a unique key is taken. Only the statement fails: a transaction around it goes on. */
export async function insertUnlessTaken(statement: { execute(): Promise<unknown> }): Promise<boolean> {
  return (await unlessTaken(statement.execute().then(() => true))) ?? false;
}

/** Undefined where a unique key is taken; the transaction around it goes on likewise. */
export async function unlessTaken<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isDuplicate(error)) return undefined;
    throw error;
  }
}

/** Few statements for many rows, each far below what servers take in one packet. Pure. */
export function batchesOf<Row>(rows: readonly Row[], sizeOf: (row: Row) => number): Row[][] {
  const maxRows = 200;
  const maxCharacters = 256 * 1024;
  const batches: Row[][] = [];
  let characters = 0;
  for (const row of rows) {
    const size = sizeOf(row);
    const batch = batches.at(-1);
    if (batch === undefined || batch.length >= maxRows || characters + size > maxCharacters) {
      batches.push([row]);
      characters = size;
    } else {
      batch.push(row);
      characters += size;
    }
  }
  return batches;
}

/** Characters of all texts in a row. */
export function textLength(row: object): number {
  let length = 0;
  for (const value of Object.values(row)) if (typeof value === 'string') length += value.length;
  return length;
}
