// What became of a merged change, as the part of the comment that takes the verdict's place. Pure.

import { code, fence, folded, plain } from '../render/markdown.ts';
import type { SpaceOutcome } from './space-outcome.ts';

const signs: Readonly<Record<SpaceOutcome['state'], string>> = {
  queued: '⏳',
  in_progress: '⏳',
  success: '✅',
  failure: '❌',
};
/** What a message with the end of a log may take of the comment. */
const longestLog = 4_000;

/** Markdown of some hundred characters a space. */
export function outcomeText(outcomes: readonly SpaceOutcome[]): string {
  if (outcomes.length === 0) return '**Merged.** Nothing runs differently for it.';
  const rows = outcomes.map(
    (outcome) => `- ${signs[outcome.state]} ${code(outcome.space)}: ${said(outcome)}`,
  );
  return [`**Merged. ${headline(outcomes)}**`, ...rows].join('\n');
}

function headline(outcomes: readonly SpaceOutcome[]): string {
  const count = (state: SpaceOutcome['state']) => outcomes.filter((each) => each.state === state).length;
  const [failed, succeeded] = [count('failure'), count('success')];
  if (failed > 0) return `${failed} of ${outcomes.length} failed.`;
  if (succeeded === outcomes.length) return 'Everything runs as merged.';
  return `${succeeded} of ${outcomes.length} run as merged.`;
}

/** The first line as a sentence; what follows is the end of a log. */
function said({ message, hint }: SpaceOutcome): string {
  const [first = '', ...rest] = message.split('\n');
  const next = hint === undefined ? '' : ` ${hint.startsWith('/raworc ') ? code(hint) : plain(hint)}`;
  if (rest.length === 0) return `${plain(first)}${next}`;
  const log = rest.join('\n').slice(-longestLog).split('\n');
  return `${plain(first)}${next}\n\n${folded('the end of the log', fence('text', log))}\n`;
}
