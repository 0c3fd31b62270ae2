// Beside the other chores: sessions whose agents ask and hand over, that are forked while they talk, and taken along and put
// back. So the points of these are passed again and again.

import { Readable } from 'node:stream';
import type { SessionView } from '../../server/api/shapes/session.ts';
import type { ChoreDeps } from './chores.ts';
import { type Accepted, type Conversation, joinConversation, openConversation } from './conversation.ts';
import { choreSpace } from './declared.ts';

/** A session that has its files and its history from another. */
export interface Copy {
  readonly copy: Conversation;
  readonly original: Conversation;
  /** What of the original had ended when the copy was asked for, and must be in it. */
  readonly settled: readonly Accepted[];
}

export interface BranchDeps extends Pick<ChoreDeps, 'client' | 'isOver' | 'opened' | 'closing'> {
  readonly copied: (copy: Copy) => void;
}

const shortTurn = 200;
const longTurn = 1500;

export function createBranches(deps: BranchDeps): { branch(): Promise<void> } {
  const { client, isOver, opened, closing } = deps;

  function joinCopy(session: string, name: string, from: Omit<Copy, 'copy'>): Conversation {
    const copy = joinConversation(client, { session, space: choreSpace, name });
    opened(copy);
    deps.copied({ ...from, copy });
    return copy;
  }

  /** Whole, or asked for again: an archive that breaks off is an error. */
  const takeAlong = (session: string): Promise<Uint8Array> =>
    client.act(async (server) => {
      const { body } = await server.raw('GET', `sessions/${session}/export`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of body ?? []) chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks);
    });

  /** No key makes it repeatable: one whose answer was lost is there, and nobody knows of it. */
  const putBack = (archive: Uint8Array): Promise<string> =>
    client.act(async (server) => {
      const answer = await server.raw('POST', 'sessions/import', {
        query: { space: choreSpace },
        content: Readable.from([archive], { objectMode: false }),
        type: 'application/x-tar',
      });
      return ((await answer.json()) as SessionView).id;
    });

  async function end(conversation: Conversation): Promise<void> {
    await conversation.settleAll();
    await closing(conversation);
    await conversation.close();
  }

  async function liveOn(copy: Conversation): Promise<void> {
    await copy.reach('idle');
    await copy.say(shortTurn);
    await end(copy);
  }

  async function branchOut(name: string): Promise<void> {
    const original = await openConversation(client, choreSpace, name);
    opened(original);
    await original.say(shortTurn, { hop: 'ask' });
    await original.say(shortTurn, { hop: 'handoff' });
    const before = await original.settleAll();
    const last = await original.say(longTurn, { hop: 'ask' });
    while ((await original.settle(last, 0.1)).state === 'queued');
    const fork = await original.fork(`${name}-fork`);
    await liveOn(joinCopy(fork, `${name}-fork`, { original, settled: before }));
    const settled = await original.settleAll();
    const imported = await putBack(await takeAlong(original.session));
    await liveOn(joinCopy(imported, `${name}-import`, { original, settled }));
    await end(original);
  }

  return {
    async branch() {
      for (let round = 1; !isOver(); round += 1) await branchOut(`branch-${round}`);
    },
  };
}
