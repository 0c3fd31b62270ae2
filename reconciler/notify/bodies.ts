// What is sent, by the kind of who gets it. Pure.

import type { NotificationTarget } from '../../schemas/kinds/notifications.ts';
import { type Notice, titleOf } from './notice.ts';

type Body = (notice: Notice) => unknown;

/** Slack takes no more of a text; others that speak its language hardly more. */
const MOST_TEXT = 2_900;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const cut = (text: string): string => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text);

const bodies: Readonly<Record<NotificationTarget['type'], Body>> = {
  slack(notice) {
    const { message, hint, reason, revision, state } = notice;
    const icon = state === 'began' ? ':warning:' : ':white_check_mark:';
    const lines = [
      `${icon} *${escaped(titleOf(notice))}*`,
      ...(message === '' ? [] : [escaped(message)]),
      ...(hint === null || state === 'over' ? [] : [`_${escaped(hint)}_`]),
      `${escaped(reason)} at revision ${revision.slice(0, 7)}`,
    ];
    return { text: cut(lines.join('\n')) };
  },
  webhook: (notice) => ({ title: titleOf(notice), ...notice }),
};

export const bodyOf = (type: NotificationTarget['type'], notice: Notice): string =>
  JSON.stringify(bodies[type](notice));
