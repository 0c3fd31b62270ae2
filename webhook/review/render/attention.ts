// What a reviewer must not overlook: each change that removes, opens, raises or lowers something that protects people.
// Shown first and never folded.

import { widenedBinding, widenedRole } from '../../../reconciler/plan/widened.ts';
import { parseSize } from '../../../schemas/size.ts';
import type { ReviewView, ShownChange, ShownSide } from './view.ts';
import { code, oneLine, plain } from './markdown.ts';
import { resourceTitle } from './resource-title.ts';

export interface Warning {
  /** A Markdown sentence. */
  readonly text: string;
  /** Where it can be read; on what is removed, in the base. */
  readonly side: 'base' | 'head';
  readonly position?: ShownSide['position'];
}

type Spec = Readonly<Record<string, unknown>>;

/** In the order of the changes. */
export function warnings(view: Pick<ReviewView, 'changes'>): readonly Warning[] {
  return view.changes.flatMap((change) => {
    const side = change.after === null ? 'base' : 'head';
    const position = (change.after ?? change.before)?.position;
    const place: Pick<Warning, 'side' | 'position'> = position === undefined ? { side } : { side, position };
    return sentences(change).map((text) => Object.assign({ text }, place));
  });
}

function sentences(change: ShownChange): readonly string[] {
  const { before, after } = change;
  const title = code(resourceTitle(change));
  if (after === null) return [removal(change, title)];
  switch (change.kind) {
    case 'Space':
      return spaceSentences(title, before?.spec ?? {}, after.spec, before === null);
    case 'Agent':
      return agentSentences(title, before, after);
    case 'Secret':
      return [`${title} is ${before === null ? 'new' : 'resealed'}.`];
    case 'Role': {
      const grants = widenedRole(before?.spec, after.spec);
      return grants.length === 0 ? [] : [`${title} widens permissions: ${grants.map(plain).join('; ')}.`];
    }
    case 'RoleBinding': {
      const grants = widenedBinding(before?.spec, after.spec);
      return grants.length === 0 ? [] : [`${title} gives permissions: ${grants.map(plain).join('; ')}.`];
    }
    default:
      return change.kind satisfies never;
  }
}

function removal({ kind, sessions, brake }: ShownChange, title: string): string {
  const closes =
    kind === 'Space' && sessions > 0
      ? ` and with it ${sessions} open ${sessions === 1 ? 'session' : 'sessions'}`
      : '';
  const waits = brake === undefined ? '' : ` It waits for a confirmation, because ${plain(brake)}.`;
  return `${title} is **removed**${closes}.${waits}`;
}

function spaceSentences(title: string, before: Spec, after: Spec, created: boolean): readonly string[] {
  const found: string[] = [];
  const egress = [at(before, 'network', 'egress'), at(after, 'network', 'egress')];
  if (egress[1] === 'internet' && (egress[0] === 'none' || created)) {
    found.push(`${title}: sessions ${created ? 'can' : 'can now'} reach the internet.`);
  }
  found.push(...listenerSentences(title, listeners(before), listeners(after)));
  if (created) return found;
  for (const path of raisable) {
    const [from, to] = [at(before, ...path), at(after, ...path)];
    if (amount(to) > amount(from)) {
      found.push(`${title}: the limit ${code(path.join('.'))} is raised from ${said(from)} to ${said(to)}.`);
    }
  }
  for (const { field, order, sentence } of lowerable) {
    const [from, to] = [
      order.indexOf(at(before, field) as string),
      order.indexOf(at(after, field) as string),
    ];
    if (from !== -1 && to !== -1 && to < from) {
      found.push(`${title}: ${sentence} from ${said(order[from])} to ${said(order[to])}.`);
    }
  }
  return found;
}

/** What goes wrong here, with the ends of logs, is told to others; and a secret leads there or signs it. */
function listenerSentences(
  title: string,
  before: readonly Spec[],
  after: readonly Spec[],
): readonly string[] {
  const added = (...fields: readonly string[]): readonly string[] => {
    const of = (targets: readonly Spec[]) =>
      targets.flatMap((target) => fields.flatMap((field) => names([target[field]])));
    const had = of(before);
    return [...new Set(of(after))].filter((name) => !had.includes(name));
  };
  const [urls, secrets] = [added('url'), added('urlSecret', 'signingSecret')];
  return [
    ...(urls.length === 0 ? [] : [`${title}: what happens in it is told to ${urls.map(code).join(', ')}.`]),
    ...(secrets.length === 0
      ? []
      : [`${title}: its notifications use secrets: ${secrets.map(code).join(', ')}.`]),
  ];
}

function listeners({ notifications }: Spec): readonly Spec[] {
  return Array.isArray(notifications) ? (notifications as readonly Spec[]) : [];
}

const raisable = [
  ['resources', 'cpus'],
  ['resources', 'memory'],
  ['resources', 'pids'],
  ['resources', 'storage'],
  ['resources', 'files'],
  ['sessions', 'max'],
] as const;

/** From the weakest to the strongest. */
const lowerable = [
  {
    field: 'isolation',
    order: ['runc', 'runsc', 'kata'] as readonly string[],
    sentence: 'the isolation is lowered',
  },
  {
    field: 'prune',
    order: ['auto', 'confirm', 'never'] as readonly string[],
    sentence: 'the delete brake is loosened',
  },
];

function agentSentences(title: string, before: ShownSide | null, after: ShownSide): readonly string[] {
  const found: string[] = [];
  const had = names(before?.spec['secrets']);
  const given = names(after.spec['secrets']).filter((name) => !had.includes(name));
  if (given.length > 0) found.push(`${title} is given secrets: ${given.map(code).join(', ')}.`);
  const [from, to] = [at(before?.spec ?? {}, 'source', 'repo'), at(after.spec, 'source', 'repo')];
  if (before !== null && from !== to) {
    found.push(`${title}: its code comes from ${where(to)} instead of ${where(from)}.`);
  }
  return found;
}

function where(repo: unknown): string {
  return repo === undefined ? 'this repository' : said(repo);
}

function names(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
}

function at(spec: Spec, ...path: readonly string[]): unknown {
  let value: unknown = spec;
  for (const name of path) value = (value as Spec | undefined)?.[name];
  return value;
}

/** Numbers and sizes on one scale; what is neither counts as nothing. */
function amount(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? (parseSize(value) ?? 0) : 0;
}

function said(value: unknown): string {
  return code(oneLine(typeof value === 'string' ? value : JSON.stringify(value ?? null)));
}
