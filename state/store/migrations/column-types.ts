// The column types that migrations use, in words that every dialect takes. Pure.

export const id = 'VARCHAR(64) NOT NULL';
export const idOrNull = 'VARCHAR(64)';
/** Names of spaces, agents and secrets, revisions, states and other words. */
export const word = 'VARCHAR(128) NOT NULL';
export const wordOrNull = 'VARCHAR(128)';
/** Keys that somebody else chose. */
export const key = 'VARCHAR(255) NOT NULL';
export const keyOrNull = 'VARCHAR(255)';
export const text = 'LONGTEXT NOT NULL';
export const textOrNull = 'LONGTEXT';
/** Milliseconds since the epoch. */
export const time = 'BIGINT NOT NULL';
export const timeOrNull = 'BIGINT';
export const count = 'BIGINT NOT NULL';
export const countOrNull = 'BIGINT';
export const counter = 'BIGINT NOT NULL DEFAULT 0';
export const flag = 'INTEGER NOT NULL';
/** A flag that rows from before it don't have. */
export const flagOff = 'INTEGER NOT NULL DEFAULT 0';
export const bytes = 'LONGBLOB NOT NULL';
/** Order of insertion. */
export const serial = 'serial';
