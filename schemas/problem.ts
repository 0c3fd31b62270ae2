// What is wrong with something that a person wrote, and where. The whole wing speaks in these values: it never
// throws for bad input.

/** A place in a file. Lines and columns count from 1; columns count UTF-16 code units, as editors do. */
export interface Position {
  /** Path as it was given to the reader, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Errors keep what they speak of from being applied; warnings don't. */
export type Severity = 'error' | 'warning';

export interface Problem extends Position {
  /** Stable, kebab-case: `unknown-field`, `duplicate-name`; all of them are in {@link ProblemCode}. */
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** One sentence. */
  readonly message: string;
  /** What should have been there, as a phrase: `a whole number`, `one of auto, confirm, never`. */
  readonly expected?: string;
  /** What was probably meant, as it would be written in the file. */
  readonly suggestion?: string;
  /** The offending line as it stands in the file, shortened where it is very long. */
  readonly excerpt?: string;
  /** The column behind the last offending character, on the same line. */
  readonly endColumn?: number;
  /** The declared thing this is about, where that much could be read: `Space/sales`, `Agent/sales/bot`. */
  readonly resource?: string;
}

export type ProblemCode =
  // The text itself
  | 'yaml-syntax'
  | 'json-syntax'
  | 'invalid-utf8'
  | 'duplicate-key'
  | 'unsupported-yaml'
  | 'file-too-large'
  | 'too-many-documents'
  | 'too-deep'
  | 'too-many-aliases'
  | 'too-many-nodes'
  | 'unknown-anchor'
  // One document
  | 'not-a-mapping'
  | 'unknown-api-version'
  | 'unknown-kind'
  | 'unknown-field'
  | 'missing-field'
  | 'wrong-type'
  | 'not-allowed'
  | 'out-of-range'
  | 'bad-format'
  | 'conflicting-fields'
  // Documents among each other
  | 'duplicate-name'
  | 'unknown-space'
  | 'unknown-agent'
  | 'too-many-agents'
  | 'missing-manifest'
  | 'unknown-role'
  | 'failing-routing-test'
  | 'unjudged-routing-test'
  | 'unusable-source'
  | 'unusable-secret'
  | 'suspicious-value';

/** True where at least one problem is an error. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
