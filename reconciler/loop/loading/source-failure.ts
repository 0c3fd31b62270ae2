// What a source's failure is called in its agent's condition, and where its problems stand.

import { messageOf, RaworcError } from '../../../state/model/errors.ts';
import type { Problem } from '../../../schemas/problem.ts';
import type { SourceFailure } from '../../plan/desired.ts';
import { sentence } from '../outcome-of-error.ts';
import { sourceReasonOf } from './source-reasons.ts';

export function failureOf(thrown: unknown): SourceFailure {
  if (!(thrown instanceof RaworcError)) {
    return { reason: 'SourceFailed', message: sentence(messageOf(thrown)), retry: true };
  }
  return {
    reason: sourceReasonOf[thrown.code] ?? 'SourceFailed',
    message: sentence(thrown.message),
    ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
    retry: thrown.disposition === 'retry',
  };
}

export function manifestMissing(where: string): SourceFailure {
  return {
    reason: 'ManifestMissing',
    message: `There is no raworc.json in ${where}.`,
    hint: 'Add one with at least "runtime", or a langgraph.json, or correct the source\'s path.',
    retry: false,
  };
}

export function manifestInvalid(problems: readonly Problem[]): SourceFailure {
  const first = problems.find(({ severity }) => severity === 'error');
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const place = first === undefined ? '' : `${first.file}:${first.line}:${first.column}: `;
  return {
    reason: 'ManifestInvalid',
    message: sentence(`${place}${first?.message ?? 'The manifest is not valid.'}${more}`),
    hint:
      first?.suggestion === undefined
        ? "Correct the manifest in the agent's source; raworc schema manifest shows what it may hold."
        : `Did you mean ${first.suggestion}?`,
    retry: false,
    problems,
  };
}

/** Of files in a repository of their own: `https://github.com/company/bot@9bc2f01/raworc.json`. */
export function inRepository(
  problems: readonly Problem[],
  { location, commit }: { readonly location: string; readonly commit: string },
): readonly Problem[] {
  return problems.map((problem) => ({
    ...problem,
    file: `${location}@${commit.slice(0, 7)}/${problem.file}`,
  }));
}
