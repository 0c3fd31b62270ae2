// Changes of state become tasks that tell of them, in the transaction that writes the state: so each is told once, whoever saw
// it and whoever dies.

import { createHash } from 'node:crypto';
import type { NotificationEvent, NotificationTarget } from '../../schemas/kinds/notifications.ts';
import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import { newTaskId, type RandomBytes } from '../../state/model/ids.ts';
import { noTracer, type Tracer } from '../../state/model/trace.ts';
import type { NoticeRow } from '../../state/store/notices.ts';
import type { StoreTables } from '../../state/store/store.ts';
import { type Traced, tracedNow } from '../../state/tasks/trace-tasks.ts';
import type { Announce } from '../loop/announce.ts';
import { endIsTold, FINE, type Standing, standingsOf } from './events.ts';
import type { Notice } from './notice.ts';

export interface NotifyPayload extends Traced {
  readonly target: NotificationTarget;
  readonly notice: Notice;
}

/** About two hours of trying. */
const MAX_ATTEMPTS = 30;

export interface Where {
  readonly space: string;
  readonly revision: string;
  readonly targets: readonly NotificationTarget[];
}

const isWanted = ({ events }: NotificationTarget, event: NotificationEvent): boolean =>
  events === undefined || events.includes(event);

/** For whatever shows in a space's conditions. */
export function createAnnounce(random: RandomBytes, tracer: Tracer = noTracer): Announce {
  return async function announce(tables, { spec, ...seen }, now) {
    const targets = (spec as SpaceSpec).notifications ?? [];
    const known = await tables.notices.list(seen.space);
    if (targets.length === 0 && known.length === 0) return false;
    const { space, revision } = seen;
    const told: boolean[] = [];
    for (const standing of standingsOf(seen)) {
      const before = known.find(
        ({ kind, subject }) => kind === standing.event && subject === standing.subject,
      );
      told.push(await tell(tables, { space, revision, targets }, { standing, before, now, random, tracer }));
    }
    return told.includes(true);
  };
}

/** One who listens hears one thing after the other, and takes the place of no other one by never answering. */
function lineOf(space: string, { url, urlSecret }: NotificationTarget): string {
  const who = JSON.stringify([space, url ?? null, urlSecret ?? null]);
  return `notify/${createHash('sha256').update(who).digest('hex').slice(0, 32)}`;
}

/** True where somebody is to be told. For what shows elsewhere than in conditions, too. */
export async function tell(
  tables: Pick<StoreTables, 'notices' | 'tasks'>,
  { space, revision, targets }: Where,
  {
    standing,
    before,
    now,
    random,
    tracer = noTracer,
  }: {
    readonly standing: Standing;
    readonly before: NoticeRow | undefined;
    readonly now: number;
    readonly random: RandomBytes;
    readonly tracer?: Tracer;
  },
): Promise<boolean> {
  const { event, subject, state, reason, message, hint } = standing;
  if ((before?.state ?? FINE) === state) return false;
  const isOurs =
    before === undefined
      ? await tables.notices.insert({ space, kind: event, subject, state, version: 1, at: now })
      : await tables.notices.change(before, state, now);
  const isOver = state === FINE;
  if (!isOurs || (isOver && !endIsTold[event])) return false;
  const wanted = targets.filter((target) => isWanted(target, event));
  const id = newTaskId(now, random).replace(/^task/, 'notice');
  for (const [at, target] of wanted.entries()) {
    const notice: Notice = {
      id,
      event,
      state: isOver ? 'over' : 'began',
      space,
      agent: subject === '' ? null : subject,
      reason,
      message,
      hint,
      revision,
      at: new Date(now).toISOString(),
    };
    await tables.tasks.insert({
      id: newTaskId(now, random),
      kind: 'notify',
      key: `${id}/${at}`,
      serialKey: lineOf(space, target),
      payload: { target, notice, ...tracedNow(tracer) } satisfies NotifyPayload,
      priority: 0,
      runAt: now,
      maxAttempts: MAX_ATTEMPTS,
      createdAt: now,
    });
  }
  return wanted.length > 0;
}
