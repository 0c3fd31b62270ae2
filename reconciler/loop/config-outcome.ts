// What a reading of the config repository, or its failure, means for the repository's own conditions. Pure.

import type { Problem } from '../../schemas/problem.ts';
import { outcomeOfError } from './outcome-of-error.ts';
import type { Circumstances, Outcome } from './report.ts';

export interface Reading {
  readonly commit: string;
  readonly subject: string;
  readonly problems: readonly Problem[];
  readonly unreadable: readonly string[];
}

export function readingOutcome({ commit, subject, problems, unreadable }: Reading): Outcome {
  const revision = `Revision ${commit.slice(0, 7)}`;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) {
    return {
      type: 'converged',
      reason: 'Read',
      message: `${revision} was read: ${subject || 'no message'}.`,
    };
  }
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const files = unreadable.length === 0 ? 'it speaks of' : 'these files declare';
  return {
    type: 'stalled',
    reason: 'Invalid',
    message: `${revision} has problems: ${first.file}:${first.line}:${first.column}: ${first.message}${more} What ${files} stays as it was.`,
    hint:
      first.suggestion === undefined
        ? 'raworc validate shows each problem with its line.'
        : `Did you mean ${first.suggestion}? raworc validate shows each problem with its line.`,
  };
}

export function readingCircumstances({ unreadable }: Pick<Reading, 'unreadable'>): Circumstances {
  if (unreadable.length === 0) return {};
  const shown = unreadable.slice(0, 3).join(', ');
  const more = unreadable.length > 3 ? ` and ${unreadable.length - 3} more` : '';
  return {
    pruneSuspended: {
      reason: 'UnreadableFiles',
      message: `Nothing is removed while ${shown}${more} can't be read, for what is missing may only have moved.`,
      hint: 'Correct the files; removals go on with the next revision.',
    },
  };
}

/** Whatever keeps the repository from being read may pass, and nothing that runs depends on it. */
export function readingFailed(thrown: unknown): Outcome {
  const outcome = outcomeOfError(thrown);
  const message = `The config repository can't be read: ${outcome.message} What runs goes on as it was.`;
  if (outcome.type === 'stalled') return { ...outcome, message };
  const { reason } = outcome;
  const hint = 'hint' in outcome && outcome.hint !== undefined ? { hint: outcome.hint } : {};
  return { type: 'failed', reason, message, ...hint };
}
