// Tells one who listens: what the task kind `notify` does. Secrets are opened when it is sent, and stand nowhere else.

import type { NotificationTarget } from '../../schemas/kinds/notifications.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { Secrets } from '../../state/secrets/secrets.ts';
import type { TaskHandler } from '../../state/tasks/handler.ts';
import type { NotifyPayload } from './announce.ts';
import { bodyOf } from './bodies.ts';
import { refused, secretMissing } from './errors.ts';
import type { Post, Posted, Send } from './post.ts';
import { signedHeaders } from './sign.ts';

export interface NotifyTaskDeps {
  readonly secrets: Pick<Secrets, 'open'>;
  readonly send: Send;
  readonly clock: Clock;
  readonly version: string;
  readonly log: { warn(fields: object, message: string): void };
}

/** Answers that may be another one later. */
const isPassing = (status: number): boolean => status >= 500 || status === 408 || status === 429;

const AT_ONCE = 32;
/** Whoever takes long, or never answers, takes no more of those places. */
const AT_ONE_HOST = 4;
const HOST_RECHECK_MS = 3_000;

export function createNotifyHandler(deps: NotifyTaskDeps): TaskHandler {
  const { secrets, send, clock } = deps;
  const asked = new Map<string, number>();

  async function secretOf(space: string, name: string): Promise<string> {
    const { values } = await secrets.open(space, [name]);
    const value = values[name];
    if (value === undefined) throw secretMissing(space, name);
    return value;
  }

  async function addressOf(space: string, { url, urlSecret }: NotificationTarget): Promise<string> {
    return urlSecret === undefined ? (url ?? '') : (await secretOf(space, urlSecret)).trim();
  }

  /** Undefined where that host is asked enough already. */
  async function sendInTurn(post: Post, wait: { readonly signal: AbortSignal }): Promise<Posted | undefined> {
    const host = URL.canParse(post.url) ? new URL(post.url).host : '';
    const others = asked.get(host) ?? 0;
    if (others >= AT_ONE_HOST) return undefined;
    asked.set(host, others + 1);
    try {
      return await send(post, wait);
    } finally {
      const left = (asked.get(host) ?? 1) - 1;
      if (left === 0) asked.delete(host);
      else asked.set(host, left);
    }
  }

  return {
    concurrency: AT_ONCE,
    leaseMs: 30_000,
    async run({ payload }, { signal }) {
      const { target, notice } = payload as NotifyPayload;
      const body = bodyOf(target.type, notice);
      const { signingSecret } = target;
      const secret = signingSecret === undefined ? undefined : await secretOf(notice.space, signingSecret);
      const signed = { id: notice.id, seconds: Math.floor(clock.now() / 1000), body };
      const headers = {
        'content-type': 'application/json',
        'user-agent': `raworc/${deps.version}`,
        ...signedHeaders(signed, secret),
      };
      const url = await addressOf(notice.space, target);
      const posted = await sendInTurn({ url, headers, body }, { signal });
      if (posted === undefined) return { type: 'wait', until: clock.now() + HOST_RECHECK_MS };
      if (posted.type === 'unanswered') return { type: 'retry', error: posted.reason };
      const { status } = posted;
      if (status >= 200 && status < 300) return { type: 'done' };
      if (isPassing(status)) return { type: 'retry', error: `It answered ${status}.` };
      throw refused(status);
    },
    async gaveUp({ payload }, error) {
      const { notice } = payload as NotifyPayload;
      deps.log.warn(
        { space: notice.space, event: notice.event, notice: notice.id, error },
        'somebody could not be told',
      );
    },
  };
}
