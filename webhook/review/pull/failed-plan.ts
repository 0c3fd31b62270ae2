// A plan that can't be made, said where people look for it. Pure.

import type { CheckRun } from '../../client/github.ts';
import { checkName } from '../render/check-run.ts';
import { plain } from '../render/markdown.ts';

export function failedCheck(
  commit: string,
  error: { readonly message: string; readonly hint?: string | undefined },
): CheckRun {
  const hint = error.hint === undefined ? '' : `\n\n${plain(error.hint)}`;
  return {
    name: checkName,
    commit,
    status: 'completed',
    conclusion: 'failure',
    title: 'The plan could not be made',
    summary: `${plain(error.message)}${hint}`,
    annotations: [],
  };
}
