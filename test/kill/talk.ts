// What a person does in the test: says something, now and then the next thing before the first is answered, and watches
// the event stream all the while.

import { type Conversation, hasEnded, type Hop } from './conversation.ts';
import type { PatientClient } from './patient-client.ts';

export interface Talk {
  /** Ends when `isOver`; the last message may still be unanswered then. */
  talk(): Promise<void>;
  /** Follows the stream until the signal aborts; answers where it told events in a wrong order. */
  follow(signal: AbortSignal): Promise<readonly string[]>;
}

export function createTalk(
  client: PatientClient,
  conversation: Conversation,
  options: {
    /** The longest turn. */
    readonly milliseconds: number;
    readonly random: () => number;
    readonly isOver: () => boolean;
  },
): Talk {
  const { random, isOver } = options;
  const shortest = 200;
  return {
    async talk() {
      while (!isOver()) {
        const length = shortest * (options.milliseconds / shortest) ** random();
        const said = await conversation.say(length, hopOf(random()));
        if (random() < 0.2) continue;
        while (!isOver()) {
          if (hasEnded(await conversation.settle(said, 2))) break;
        }
      }
    },

    async follow(signal) {
      const findings: string[] = [];
      const path = `sessions/${conversation.session}/events`;
      let last = 0;
      while (!signal.aborted) {
        const following = client.act(async (server) => {
          const events = server.stream('GET', path, {
            signal,
            headers: { 'last-event-id': String(last) },
          });
          for await (const { id } of events) {
            if (id === undefined) continue;
            if (Number(id) !== last + 1)
              findings.push(`${conversation.session}: the stream told event ${id} after ${last}`);
            last = Number(id);
          }
        });
        await following.catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      }
      return findings;
    },
  };
}

/** Mostly none. */
function hopOf(chance: number): { readonly hop?: Hop } {
  if (chance < 0.15) return { hop: 'ask' };
  return chance < 0.3 ? { hop: 'handoff' } : {};
}
