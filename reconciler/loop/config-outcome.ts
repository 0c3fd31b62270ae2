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
  if (errors.length === 0) {
    return {
      type: 'converged',
      reason: 'Read',
      message: `${revision} was read: ${subject || 'no message'}.`,
    };
  }
  const found = errors.length === 1 ? 'an error' : `${errors.length} errors`;
  const files = unreadable.length === 0 ? 'it speaks of' : 'files with errors declare';
  return {
    type: 'stalled',
    reason: 'Invalid',
    // Which, is told to those who may see the space that it concerns: everybody who sees any reads this.
    message: `${revision} has ${found}. What ${files} stays as it was.`,
    hint: 'raworc status shows each at its line; raworc validate finds them before they are pushed.',
  };
}

export function readingCircumstances({ unreadable }: Pick<Reading, 'unreadable'>): Circumstances {
  if (unreadable.length === 0) return {};
  const files = unreadable.length === 1 ? 'a file' : `${unreadable.length} files`;
  return {
    pruneSuspended: {
      reason: 'UnreadableFiles',
      message: `Nothing is removed while ${files} can't be read, for what is missing may only have moved.`,
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
