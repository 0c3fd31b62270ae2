// A plan as text for a terminal or a comment. As JSON a plan is itself.

import { type Action, NO_SPACE, type Plan } from '../../state/model/plan.ts';

export type Tone = 'add' | 'change' | 'remove' | 'rebuild' | 'quiet' | 'strong' | 'warn';
/** Wraps a text in whatever makes it look that way; `(text) => text` for no colour. */
export type Paint = (text: string, tone: Tone) => string;

const marks: Readonly<Record<Action['type'], { readonly symbol: string; readonly tone: Tone }>> = {
  create: { symbol: '+', tone: 'add' },
  update: { symbol: '~', tone: 'change' },
  remove: { symbol: '-', tone: 'remove' },
  'build-layer': { symbol: '↻', tone: 'rebuild' },
  'build-image': { symbol: '↻', tone: 'rebuild' },
  'make-network': { symbol: '+', tone: 'add' },
  'remove-network': { symbol: '-', tone: 'remove' },
  'roll-session': { symbol: '↻', tone: 'rebuild' },
  'close-session': { symbol: '-', tone: 'remove' },
  repair: { symbol: '↻', tone: 'rebuild' },
};

export function renderPlan(plan: Plan, paint: Paint = (text) => text): string {
  if (plan.actions.length === 0) return 'Nothing to do.';
  const lines: string[] = [];
  for (const space of [...new Set(plan.actions.map((action) => action.space))].sort()) {
    const own = plan.actions.filter((action) => action.space === space);
    lines.push(paint(titleOf(space), 'strong'));
    const width = Math.max(...own.map((action) => subject(action).length));
    for (const action of own) lines.push(...renderAction(action, width, paint));
    const hash = plan.reviewHashes[space];
    if (own.some((action) => 'brake' in action && action.brake !== undefined) && hash !== undefined) {
      lines.push(paint(`  waits for: raworc confirm ${space} --plan ${hash}`, 'warn'));
    }
    lines.push('');
  }
  lines.push(summary(plan));
  return lines.join('\n');
}

/** `Space sales`, and what roles and bindings stand under. */
export function titleOf(space: string): string {
  return space === NO_SPACE ? 'Roles and bindings' : `Space ${space}`;
}

/** `+2 ~3 -1 ↻2 · 4 running sessions affected`: resources, then layers to build. */
export function summary(plan: Plan): string {
  const count = (type: Action['type']) =>
    plan.actions.filter(
      (action) => action.type === type && (action.type === 'build-layer' || 'kind' in action),
    ).length;
  const parts: string[] = [];
  for (const type of ['create', 'update', 'remove', 'build-layer'] as const) {
    const number = count(type);
    if (number > 0) parts.push(`${marks[type].symbol}${number}`);
  }
  if (parts.length === 0) return 'no changes';
  const sessions = affectedSessions(plan);
  if (sessions === 0) return parts.join(' ');
  return `${parts.join(' ')} · ${sessions} running ${sessions === 1 ? 'session' : 'sessions'} affected`;
}

/** Each session once, however many steps touch it. */
export function affectedSessions(plan: Plan): number {
  const bySpace = new Map<string, number>();
  for (const { space, sessions } of plan.actions) {
    bySpace.set(space, Math.max(bySpace.get(space) ?? 0, sessions));
  }
  return [...bySpace.values()].reduce((sum, sessions) => sum + sessions, 0);
}

function renderAction(action: Action, width: number, paint: Paint): readonly string[] {
  const { symbol, tone } = marks[action.type];
  const where =
    action.position === undefined ? '' : paint(`  ${action.position.file}:${action.position.line}`, 'quiet');
  const line = `  ${paint(symbol, tone)} ${subject(action).padEnd(width)}  ${action.reason}${where}`;
  const more: string[] = [];
  if ('widens' in action && action.widens !== undefined)
    more.push(paint(`      widens permissions: ${action.widens}`, 'warn'));
  if ('brake' in action && action.brake !== undefined)
    more.push(paint(`      waits, because ${action.brake}`, 'warn'));
  return [line, ...more];
}

function subject(action: Action): string {
  switch (action.type) {
    case 'create':
    case 'update':
    case 'remove':
      return action.kind === 'Space' || action.space === NO_SPACE
        ? `${action.kind}/${action.name}`
        : `${action.kind}/${action.space}/${action.name}`;
    case 'build-layer':
      return `layer of ${action.name}`;
    case 'build-image':
      return 'image';
    case 'make-network':
    case 'remove-network':
      return 'network';
    case 'roll-session':
    case 'close-session':
      return action.sessions === 1 ? '1 session' : `${action.sessions} sessions`;
    case 'repair':
      return action.name;
    default:
      return action satisfies never;
  }
}
