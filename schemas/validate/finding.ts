// What a check says about a value: by path, since checks see values and not text. It becomes a Fault once the text
// is at hand.

import type { ProblemCode, Severity } from '../problem.ts';
import type { Fault } from '../text/fault.ts';
import { locateNearest } from '../text/place.ts';
import type { Locate, Path } from '../text/place.ts';

export interface Finding {
  readonly code: ProblemCode;
  readonly path: Path;
  /** Whether the key is at fault or the value. */
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly severity?: Severity;
  readonly expected?: string | undefined;
  readonly suggestion?: string | undefined;
  /** The suggestion is what stands there, in quotes: `1.0` is a number and not the text that was meant. */
  readonly quote?: boolean;
}

export function faultOf(finding: Finding, locate: Locate, text: string, resource?: string): Fault {
  const place = locateNearest(locate, finding.path);
  const span = finding.at === 'key' ? (place.key ?? place.value) : place.value;
  const { code, message, severity, expected } = finding;
  const suggestion = finding.quote ? `"${text.slice(span.start, span.end)}"` : finding.suggestion;
  return { code, message, expected, suggestion, resource, ...(severity ? { severity } : {}), ...span };
}
