// How much YAML one file may be. Far above what people write, far below what hurts.

export interface Limits {
  /** Bytes or characters of a file, whichever is counted first. */
  readonly fileSize: number;
  readonly documents: number;
  /** How deep mappings and lists may stand in each other. */
  readonly depth: number;
  /** Aliases (`*name`) in one document. */
  readonly aliases: number;
  /** Values in one document once its aliases are copied out. */
  readonly nodes: number;
}

export const LIMITS: Limits = {
  fileSize: 1024 * 1024,
  documents: 2000,
  depth: 50,
  aliases: 100,
  nodes: 20_000,
};
