// A review as one comment: risks first, details folded, shortened from the bottom where it would be too long.

import { code, html, link, plain } from './markdown.ts';
import {
  attentionSection,
  detailSection,
  driftSection,
  problemSection,
  type Section,
  spaceSection,
} from './sections.ts';
import { canBeApplied, verdict } from './verdict.ts';
import type { ReviewView } from './view.ts';

/** GitHub takes 65,536 characters; what stays free is for what happens after the merge. */
const defaultBudget = 60_000;
/** By which our comment is found again. It names the installation, so that two runtimes don't edit each other's. */
export const marker = (installation: string) => `<!-- raworc:plan ${installation} -->`;

export interface CommentOptions {
  readonly installation: string;
  /** What came of it after the merge, as Markdown. */
  readonly outcome?: string;
  /** UTF-16 code units. Default: 60,000. */
  readonly budget?: number;
}

/** Markdown, shortened to the budget. */
export function renderComment(view: ReviewView, options: CommentOptions): string {
  const { installation, outcome, budget = defaultBudget } = options;
  const top = [marker(installation), headline(view), ...(outcome === undefined ? [] : [outcome])];
  if (view.fork) {
    top.push('_From a fork: this is what would change. Nothing of it is built, and no secret is used._');
  }
  if (view.approval !== undefined) top.push(approvalLine(view.approval));
  const bottom = footer(view);
  const left = { characters: budget - [...top, bottom].join('\n\n').length - 200 };
  const sections = [problemSection, attentionSection, spaceSection, driftSection, detailSection];
  const parts = sections.flatMap((section) => render(section(view), left, view));
  return [...top, ...parts, bottom].join('\n\n');
}

function headline(view: ReviewView): string {
  const sign = canBeApplied(view) ? '' : '❌ ';
  return `## ${sign}Raworc plan: ${verdict(view)}`;
}

function approvalLine({ by, missing }: NonNullable<ReviewView['approval']>): string {
  if (missing.length === 0) return `✅ Approved by ${by.map(plain).join(', ')}, exactly as it stands here.`;
  const shown = missing.slice(0, 10).map(code).join(', ');
  const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
  return `🔒 Only what was approved is carried out. An approving review of this pull request is missing for ${shown}${more} as it stands here.`;
}

function footer({ base, head, planHash, links }: ReviewView): string {
  const plan = link(`<code>${planHash.slice(0, 12)}</code>`, links.plan(planHash));
  return `<sub>Plan ${plan} · base <code>${html(base.slice(0, 12))}</code> · head <code>${html(head.slice(0, 12))}</code> · \`/raworc help\` lists what can be asked here</sub>`;
}

/** As many blocks as fit; what was left out is said, with where the whole can be read. */
function render(section: Section, left: { characters: number }, view: ReviewView): readonly string[] {
  if (section.blocks.length === 0) return [];
  const title = `### ${section.title}`;
  const between = section.blocks[0]?.startsWith('- ') === true ? '\n' : '\n\n';
  const taken: string[] = [];
  left.characters -= title.length + 4;
  for (const block of section.blocks) {
    // What comes after one that is too long may be short, but leaving out from the middle would mislead.
    if (block.length + between.length > left.characters) break;
    left.characters -= block.length + between.length;
    taken.push(block);
  }
  const missing = section.blocks.length - taken.length;
  if (missing === 0) return [`${title}\n\n${taken.join(between)}`];
  // Room for this sentence was kept; nothing of the sections below fits in a sensible way any more.
  left.characters = Math.min(left.characters, 0);
  const more = `_${missing} more ${missing === 1 ? 'entry is' : 'entries are'} left out here: ${link('the whole plan', view.links.plan(view.planHash))} has them._`;
  return [[title, ...(taken.length === 0 ? [] : [taken.join(between)]), more].join('\n\n')];
}
