// The plan of two commits with what it touches now: asked of the loader, then looked at in the inventory.

import { createHash } from 'node:crypto';
import type { Reconciler } from '../../../reconciler/loop/control.ts';
import type { ConfigSource, Loader } from '../../../reconciler/loop/loader.ts';
import { inSpan, type Tracer } from '../../../state/model/trace.ts';
import type { ReviewedPlan } from '../../../reconciler/plan/reviewed-plan.ts';
import type { Approvals } from '../../../state/store/approvals.ts';
import type { ReviewedSpaceRow } from '../../../state/store/reviews.ts';
import type { Waiting } from '../../client/github.ts';
import type { StoredView } from '../plan-page/stored-view.ts';
import { approvalOf } from './approval-needed.ts';
import { lookAtSpaces } from './live.ts';
import { type Beside, viewOfPlan } from './view-of-plan.ts';

export interface MakeViewDeps {
  readonly loader: Pick<Loader, 'review'>;
  readonly config: ConfigSource;
  readonly reconciler: Pick<Reconciler, 'spaceStatus'>;
  readonly approvals: Pick<Approvals, 'get'>;
  /** Where two histories part; undefined where they have nothing in common. */
  readonly mergeBase: (base: string, head: string, waiting: Waiting) => Promise<string | undefined>;
  /** Only what was approved is carried out. */
  readonly requireReviewedPlan: boolean;
  readonly tracer: Tracer;
}

export interface Asked {
  /** A branch or a commit of the config repository. */
  readonly base: string;
  readonly head: string;
  readonly fork: boolean;
}

export interface MadeView {
  readonly view: StoredView;
  readonly spaces: readonly ReviewedSpaceRow[];
}

/** Throws the errors of Git; problems in files are part of the view. */
export type MakeView = (asked: Asked, waiting?: Waiting) => Promise<MadeView>;

export function createMakeView(deps: MakeViewDeps): MakeView {
  const { loader, config, reconciler, approvals, requireReviewedPlan } = deps;
  return async ({ base, head, fork }, waiting = {}) => {
    const mergeBase = await deps.mergeBase(base, head, waiting);
    const order = {
      config,
      base,
      head,
      fork,
      pinned: requireReviewedPlan,
      ...(mergeBase === undefined ? {} : { mergeBase }),
    };
    const about = { 'vcs.ref.base.name': base, 'vcs.ref.head.revision': head };
    const plan = await inSpan(deps.tracer, 'plan', { attributes: about }, async (span) => {
      const made = await loader.review(order, waiting);
      span.set({ 'raworc.plan.spaces': made.spaces.length, 'raworc.plan.changes': made.changes.length });
      return made;
    });
    const live = await lookAtSpaces(
      reconciler,
      plan.spaces.map(({ name }) => name),
    );
    const spaces = plan.spaces.map((space) => reviewedSpace(space, plan));
    const approval = requireReviewedPlan ? await approvalOf(spaces, approvals) : undefined;
    const beside = { live, fork, ...(approval === undefined ? {} : { approval }) };
    const view = { ...viewOfPlan(plan, beside), planHash: nameOf(plan, beside) };
    return { view, spaces };
  };
}

/** What was shown once is kept as it was: the same plan is another view when it was approved meanwhile, or touches more. */
function nameOf({ planHash }: ReviewedPlan, { live, fork, approval }: Beside): string {
  const text = JSON.stringify([planHash, [...live], fork, approval ?? null]);
  return createHash('sha256').update(text).digest('hex');
}

function reviewedSpace(
  { name, reviewHash, pins }: ReviewedPlan['spaces'][number],
  { changes }: ReviewedPlan,
): ReviewedSpaceRow {
  const removed = changes.some(
    (change) => change.kind === 'Space' && change.name === name && change.after === null,
  );
  return { space: name, reviewHash, removed, pins };
}
