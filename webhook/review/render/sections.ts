// The parts of a review's comment below its first line, each as Markdown.

import type { Problem } from '../../../schemas/problem.ts';
import { warnings } from './attention.ts';
import { diffLines, fieldChanges } from './field-diff.ts';
import { code, fence, folded, html, link, plain } from './markdown.ts';
import { resourceTitle } from './resource-title.ts';
import type { ReviewView, ShownChange } from './view.ts';

export interface Section {
  readonly title: string;
  /** Each stands or falls as a whole when the comment has to be shortened. */
  readonly blocks: readonly string[];
}

export function attentionSection(view: ReviewView): Section {
  const blocks = warnings(view).map(({ text, side, position }) => {
    const url = position === undefined ? undefined : view.links.file(side, position);
    const place = position === undefined ? '' : ` ${link(code(`${position.file}:${position.line}`), url)}`;
    return `- ⚠️ ${text}${place}`;
  });
  return { title: 'Needs attention', blocks };
}

export function problemSection(view: ReviewView): Section {
  const conflicts = view.conflicts.map((path) => `- ❌ ${code(path)} does not merge: both sides changed it.`);
  const problems = [...view.problems].sort(bySeverity).map((problem) => {
    const place = code(`${problem.file}:${problem.line}:${problem.column}`);
    const sign = problem.severity === 'error' ? '❌' : '⚠️';
    return `- ${sign} ${link(place, view.links.file('head', problem))} ${plain(sentence(problem))}`;
  });
  return { title: 'Problems', blocks: [...conflicts, ...problems] };
}

/** A row for each space. */
export function spaceSection({ spaces }: ReviewView): Section {
  if (spaces.length === 0) return { title: 'Spaces', blocks: [] };
  const head =
    '| space | + | ~ | - | layers to build | sessions |\n| --- | ---: | ---: | ---: | --- | ---: |';
  const rows = spaces.map(({ name, created, updated, removed, builds, sessions }) => {
    const layers = builds.length > 6 ? `${builds.length} agents` : builds.map(code).join(', ');
    return `| ${code(name)} | ${created} | ${updated} | ${removed} | ${layers} | ${sessions} |`;
  });
  return { title: 'Spaces', blocks: [[head, ...rows].join('\n')] };
}

/** A folded difference for each resource. */
export function detailSection(view: ReviewView): Section {
  return { title: 'Details', blocks: view.changes.map((change) => detail(change, view)) };
}

export function driftSection({ drift }: ReviewView): Section {
  const blocks = drift.map(({ space, message }) => `- ${code(space)}: ${plain(message)}`);
  return { title: 'Already different from the base branch', blocks };
}

export function sentence({ message, expected, suggestion }: Problem): string {
  const more = expected === undefined ? '' : ` Expected: ${expected}.`;
  return `${message}${more}${suggestion === undefined ? '' : ` Did you mean ${suggestion}?`}`;
}

function detail(change: ShownChange, view: ReviewView): string {
  const { before, after } = change;
  const [side, present] = after === null ? (['base', before] as const) : (['head', after] as const);
  const sign = { created: '+', updated: '~', removed: '-' }[fate(change)];
  const lines = [
    ...sourceLines(change),
    ...diffLines(fieldChanges(shape(before), shape(after)), view.digest),
  ];
  const where =
    present === null
      ? ''
      : `${link(code(`${present.position.file}:${present.position.line}`), view.links.file(side, present.position))}\n\n`;
  const body = lines.length === 0 ? ['  no field differs'] : lines;
  return folded(`<code>${sign} ${html(resourceTitle(change))}</code>`, `${where}${fence('diff', body)}`);
}

function fate({ before, after }: ShownChange): 'created' | 'updated' | 'removed' {
  if (before === null) return 'created';
  return after === null ? 'removed' : 'updated';
}

function shape(side: ShownChange['after']): unknown {
  return side === null ? undefined : { ...side.spec, ...labelled(side.labels) };
}

function labelled(labels: Readonly<Record<string, string>>): object {
  return Object.keys(labels).length === 0 ? {} : { labels };
}

function sourceLines({ before, after }: ShownChange): readonly string[] {
  const [from, to] = [before?.source, after?.source];
  if (from?.repository === to?.repository && from?.commit === to?.commit) return [];
  return [
    ...(from === undefined ? [] : [`- source: ${from.repository} at ${from.commit}`]),
    ...(to === undefined ? [] : [`+ source: ${to.repository} at ${to.commit}`]),
  ];
}

function bySeverity(a: Problem, b: Problem): number {
  return Number(a.severity !== 'error') - Number(b.severity !== 'error');
}
