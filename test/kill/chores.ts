// What goes on beside the talking, so that every point between store and engine is passed again and again: sessions that
// fail to start, whose turns are taken back, that are paused, suspended, bereaved of their container and closed; agents that
// change, come and go; a space that does, and whose sessions are had back or let go afterwards.

import { labelsOfSession } from '../../runtime/sessions/names.ts';
import type { Engine } from '../../runtime/containers/engine.ts';
import { isEngineError } from '../../runtime/containers/errors.ts';
import type { SessionId } from '../../state/model/ids.ts';
import type { FixtureFiles, FixtureRepository } from '../support/git-server/fixture-repository.ts';
import { type Conversation, openConversation } from './conversation.ts';
import {
  changedAgents,
  choreSpace,
  hastyChange,
  passingSpace,
  passingSpaceComes,
  spaceGoes,
} from './declared.ts';
import type { PatientClient } from './patient-client.ts';
import { confirmUntilGone } from './removal.ts';

export interface ChoreDeps {
  readonly client: PatientClient;
  readonly engine: Pick<Engine, 'containers'>;
  readonly config: FixtureRepository;
  readonly isOver: () => boolean;
  /** A conversation of a chore: to be looked at in the end. */
  readonly opened: (conversation: Conversation) => void;
  /** Called before a conversation is closed, while its workspace is there. */
  readonly closing: (conversation: Conversation) => Promise<void>;
}

const shortTurn = 200;
const longTurn = 1500;
/** Whoever waits behind it waits longer than this test does. */
const endlessTurn = 3_600_000;
const turnSeconds = 60;
const syncSeconds = 60;
/** What takes longer than that, killed again and again, does not come. */
const patienceMs = 300_000;

export function createChores({ client, engine, config, isOver, opened, closing }: ChoreDeps) {
  async function settled(conversation: Conversation, milliseconds: number): Promise<void> {
    await conversation.settle(await conversation.say(milliseconds), turnSeconds);
  }

  /** Answers whether there was one. */
  async function killContainer(session: string): Promise<boolean> {
    const containers = await engine.containers.list(labelsOfSession(session as SessionId));
    const running = containers.filter(({ state }) => state === 'running');
    for (const { id } of running) await engine.containers.kill(id, 'SIGKILL').catch(unlessGone);
    return running.length > 0;
  }

  async function end(conversation: Conversation): Promise<void> {
    await closing(conversation);
    await conversation.close();
  }

  async function open(space: string, name: string): Promise<Conversation> {
    const conversation = await openConversation(client, space, name);
    opened(conversation);
    return conversation;
  }

  async function liveThroughAll(name: string): Promise<void> {
    const conversation = await open(choreSpace, name);
    // Most often before it is ready.
    while (!(await killContainer(conversation.session)));
    await conversation.revive();
    await conversation.settle(await conversation.say(shortTurn, { fate: 'bereaved' }), turnSeconds);
    await conversation.cancel(await conversation.say(endlessTurn, { fate: 'cancelled' }));
    await settled(conversation, shortTurn);
    await conversation.ask('pause');
    await conversation.reach('paused');
    await settled(conversation, shortTurn);
    await conversation.ask('suspend');
    await conversation.reach('suspended');
    await settled(conversation, shortTurn);
    const bereaved = await conversation.say(longTurn, { fate: 'bereaved' });
    await killContainer(conversation.session);
    await conversation.settle(bereaved, turnSeconds);
    await end(conversation);
  }

  async function apply(files: FixtureFiles): Promise<void> {
    await config.commit(files);
    await sync(client);
  }

  return {
    async sessions() {
      for (let turn = 1; !isOver(); turn += 1) await liveThroughAll(`life-${turn}`);
    },

    /** Answers the version of the changing agent that was committed last. */
    async commits(): Promise<number> {
      for (let version = 1; ; version += 1) {
        await config.commit(hastyChange(version));
        await client.act((server) => server.post('sync', {}));
        await apply(changedAgents(version));
        await apply(passingSpaceComes());
        const guest = await open(passingSpace, `guest-${version}`);
        await settled(guest, shortTurn);
        const unwanted = await openConversation(client, passingSpace, `unwanted-${version}`);
        await config.commit(spaceGoes(passingSpace));
        await confirmUntilGone(client, passingSpace);
        // Both are kept: one is had back elsewhere, and the other nobody wants.
        await guest.reopen(choreSpace);
        await settled(guest, shortTurn);
        await end(guest);
        await unwanted.close();
        if (isOver()) return version;
      }
    },
  };
}

/** It made way for its space's next image at that moment. */
function unlessGone(thrown: unknown): void {
  if (!isEngineError(thrown, 'CONTAINER_NOT_FOUND', 'CONTAINER_NOT_RUNNING')) throw thrown;
}

/** Until everything that is declared runs; throws where something is stuck. */
export async function sync(client: PatientClient): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const { result, ...rest } = await client.act((server) =>
      server.post<{ readonly result: string }>('sync', { wait: syncSeconds }),
    );
    if (result === 'converged') return;
    if (result === 'stuck' || performance.now() > until)
      throw new Error(`The commit is ${result}: ${JSON.stringify(rest, undefined, 1)}`);
  }
}
