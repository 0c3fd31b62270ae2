// What is told, as plain JSON: what, where, why, and what to do. Nothing of it is a secret.

import type { NotificationEvent } from '../../schemas/kinds/notifications.ts';

export interface Notice {
  /** The same however often it is sent: whoever gets it twice can tell. */
  readonly id: string;
  readonly event: NotificationEvent;
  /** `over`: what was told before is no longer so. */
  readonly state: 'began' | 'over';
  readonly space: string;
  readonly agent: string | null;
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
  /** Of the config repository. */
  readonly revision: string;
  /** RFC 3339 in UTC. */
  readonly at: string;
}

type Title = (where: string) => string;

/** Of the space itself; what is the same for agents stands below. */
const ofSpace: Readonly<Record<Notice['state'], Partial<Record<NotificationEvent, Title>>>> = {
  began: { BuildFailed: (where) => `The image of ${where} could not be made` },
  over: { BuildFailed: (where) => `The image of ${where} is made again` },
};

const began: Readonly<Record<NotificationEvent, Title>> = {
  BuildFailed: (where) => `The build of ${where} failed`,
  SpaceStalled: (where) => `${where} waits for a person`,
  DriftRepaired: (where) => `${where} was changed by hand, and put right`,
  BudgetReached: (where) => `${where} has used up its budget`,
};

const over: Readonly<Record<NotificationEvent, Title>> = {
  BuildFailed: (where) => `${where} is built again`,
  SpaceStalled: (where) => `${where} goes on`,
  DriftRepaired: (where) => `${where} is as declared`,
  BudgetReached: (where) => `${where} has budget again`,
};

export function titleOf({ event, state, space, agent }: Notice): string {
  const where = agent === null ? `space ${space}` : `agent ${space}/${agent}`;
  const own = agent === null ? ofSpace[state][event] : undefined;
  const title = (own ?? (state === 'began' ? began : over)[event])(where);
  return title.charAt(0).toUpperCase() + title.slice(1);
}
