// Values as the binary protocol should carry them.

import mysql, { type ExecuteValues } from 'mysql2';

/**
 * Integers go as integers: as the floating-point numbers that mysql2 makes of them MySQL refuses them after LIMIT, and
 * indexes may not be used. Bytes go as bytes, never as text in the connection's character set.
 */
export function toBindable(value: unknown): ExecuteValues {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return mysql.TypedParameter.BIGINT(value);
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return value as ExecuteValues;
}
