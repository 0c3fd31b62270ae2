// A review as a check run: its verdict, and each problem at its place.

import type { Annotation, CheckRun } from '../../client/github.ts';
import { warnings } from './attention.ts';
import { plain } from './markdown.ts';
import { sentence } from './sections.ts';
import { canBeApplied, verdict } from './verdict.ts';
import type { ReviewView } from './view.ts';

export const checkName = 'raworc/plan';
/** More than anybody reads; the comment and the whole plan have the rest. */
const mostAnnotations = 500;
const longestMessage = 4_000;

/** Warnings of what needs attention are annotations too, so that they stand beside the changed lines. */
export function renderCheckRun(view: ReviewView): CheckRun {
  const applies = canBeApplied(view);
  const errors = view.problems.filter(({ severity }) => severity === 'error').length;
  const detailsUrl = view.links.plan(view.planHash);
  return {
    name: checkName,
    commit: view.head,
    status: 'completed',
    conclusion: applies ? 'success' : 'failure',
    title: applies ? verdict(view) : blocked(errors, view.conflicts.length),
    summary: summaryOf(view),
    ...(detailsUrl === undefined ? {} : { detailsUrl }),
    annotations: [...problemAnnotations(view), ...attentionAnnotations(view)].slice(0, mostAnnotations),
  };
}

function blocked(errors: number, conflicts: number): string {
  const parts = [
    ...(errors > 0 ? [`${errors} ${errors === 1 ? 'problem' : 'problems'}`] : []),
    ...(conflicts > 0 ? [`${conflicts} ${conflicts === 1 ? 'file does' : 'files do'} not merge`] : []),
  ];
  return parts.join(', ');
}

function summaryOf(view: ReviewView): string {
  const risks = warnings(view).length;
  const attention =
    risks === 0
      ? 'Nothing needs special attention.'
      : `${risks} ${risks === 1 ? 'thing needs' : 'things need'} attention.`;
  return `${plain(verdict(view))}\n\n${attention} The comment on the pull request shows all of it.`;
}

function problemAnnotations({ problems }: ReviewView): readonly Annotation[] {
  return problems.map((problem) => ({
    path: problem.file,
    line: problem.line,
    column: problem.column,
    level: problem.severity === 'error' ? 'failure' : 'warning',
    title: problem.code,
    message: sentence(problem).slice(0, longestMessage),
  }));
}

/** Only of what stands in the head: GitHub shows annotations there. */
function attentionAnnotations(view: ReviewView): readonly Annotation[] {
  return warnings(view).flatMap(({ text, side, position }) =>
    position === undefined || side === 'base'
      ? []
      : [
          {
            path: position.file,
            line: position.line,
            column: position.column,
            level: 'warning' as const,
            title: 'needs attention',
            message: unmarked(text).slice(0, longestMessage),
          },
        ],
  );
}

/** Annotations are plain text. */
function unmarked(markdown: string): string {
  return markdown
    .replaceAll('<!-- -->', '')
    .replaceAll(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)))
    .replaceAll(/`|\*\*/g, '');
}
