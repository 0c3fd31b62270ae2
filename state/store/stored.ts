// How a row of the port stands in its table: the same field names, but values that a column can't hold become text
// (JSON) or 0 and 1. Pure.

/** `Json` fields are JSON text, NULL for null; `Flag` fields are 0 or 1. */
export type Stored<Row, Json extends keyof Row = never, Flag extends keyof Row = never> = {
  -readonly [Field in keyof Row]: Field extends Json
    ? string | null
    : Field extends Flag
      ? number
      : Row[Field];
};

export interface Codec<Row, InTable> {
  encode(row: Row): InTable;
  /** Fields that are absent or undefined stay as they are. */
  encodePatch(patch: Partial<Row>): Partial<InTable>;
  decode(stored: InTable): Row;
}

export function createCodec<Row, Json extends keyof Row = never, Flag extends keyof Row = never>(fields: {
  readonly json?: readonly Json[];
  readonly flags?: readonly Flag[];
  /** Columns that the table has beyond the row's fields. */
  readonly inner?: readonly string[];
}): Codec<Row, Stored<Row, Json, Flag>> {
  const json = (fields.json ?? []) as readonly string[];
  const flags = (fields.flags ?? []) as readonly string[];

  function encode(part: object): Record<string, unknown> {
    const stored: Record<string, unknown> = { ...part };
    for (const field of json) {
      const value = stored[field];
      if (value !== undefined) stored[field] = value === null ? null : JSON.stringify(value);
      else if (field in stored) stored[field] = null;
    }
    for (const field of flags) if (field in stored) stored[field] = stored[field] === true ? 1 : 0;
    return stored;
  }

  return {
    encode: (row) => encode(row as object) as Stored<Row, Json, Flag>,
    encodePatch(patch) {
      const given = Object.entries(patch).filter(([, value]) => value !== undefined);
      return encode(Object.fromEntries(given)) as Partial<Stored<Row, Json, Flag>>;
    },
    decode(stored) {
      const row: Record<string, unknown> = { ...stored };
      for (const column of fields.inner ?? []) delete row[column];
      for (const field of json) {
        const text = row[field];
        row[field] = typeof text === 'string' ? (JSON.parse(text) as unknown) : null;
      }
      for (const field of flags) row[field] = row[field] === 1;
      return row as Row;
    },
  };
}
