// The supervisors that this process is attached to, one link per session. Attaching raises the session's epoch first, so
// that whoever was attached before is refused from then on.

import type { Clock } from '../../state/model/clock.ts';
import type { SessionId } from '../../state/model/ids.ts';
import type { SessionRow } from '../../state/store/sessions.ts';
import type { Containers, Waiting } from '../containers/engine.ts';
import type { Checkpoint } from './checkpoints.ts';
import { createLink } from './link/create-link.ts';
import { isLinkError } from './link/errors.ts';
import type { HelloFrame, NumberedFrame } from './link/frames.ts';
import type { Link } from './link/link.ts';
import type { EditSession } from './session-edit.ts';
import { sessionMoved } from './errors.ts';
import { createTurnEnds, type TurnEnds } from './turns/turn-ends.ts';

export interface LiveLink {
  readonly link: Link;
  readonly containerId: string;
  readonly ends: TurnEnds;
  /** The revision of each agent's configuration that the supervisor has. */
  readonly configured: Map<string, string>;
}

export interface LinkRegistry {
  /** The link to the row's container; attaches where there is none. Throws what `Link.open` throws. */
  ensure(row: SessionRow, wait: Waiting): Promise<LiveLink>;
  /** The live link to that container, if there is one. */
  peek(id: SessionId, containerId: string | null): LiveLink | undefined;
  /** True while the session is attached to a container by a process that came after this one. */
  isElsewhere(row: Pick<SessionRow, 'id' | 'epoch'>): boolean;
  /** True where that container's supervisor was found to be another one than before. */
  wasRestarted(containerId: string): boolean;
  /** Detaches; the container goes on. False where nothing was attached. */
  drop(id: SessionId): boolean;
  /** All that are live. */
  each(): Iterable<readonly [SessionId, LiveLink]>;
  closeAll(): void;
}

export interface LinkRegistryDeps {
  readonly containers: Pick<Containers, 'attach'>;
  readonly edit: EditSession;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly checkpoint: Checkpoint;
  /** Before anything is heard. */
  readonly prepare: (row: SessionRow) => Promise<void>;
  readonly onHello: (row: SessionRow, hello: HelloFrame, live: LiveLink) => void;
  readonly onFrame: (row: SessionRow, frame: NumberedFrame, live: LiveLink) => void;
  readonly onErrors: (row: SessionRow, text: string) => void;
  /** Another process has attached itself. */
  readonly onReplaced: (id: SessionId) => void;
  /** The link ended by itself. */
  readonly onLost: (id: SessionId) => void;
}

export function createLinkRegistry(deps: LinkRegistryDeps): LinkRegistry {
  const links = new Map<SessionId, LiveLink>();
  const opening = new Map<SessionId, { readonly containerId: string; readonly live: Promise<LiveLink> }>();
  const restarted = new Set<string>();
  /** The epochs under which this process was refused. */
  const refused = new Map<SessionId, number>();

  const peek: LinkRegistry['peek'] = (id, containerId) => {
    const live = links.get(id);
    return live?.containerId === containerId ? live : undefined;
  };

  function drop(id: SessionId): boolean {
    const live = links.get(id);
    links.delete(id);
    live?.link.close();
    return live !== undefined;
  }

  async function raiseEpoch(id: SessionId, containerId: string): Promise<SessionRow> {
    const { row } = await deps.edit(id, 'runtime', ({ row, patch }) => {
      if (row().containerId !== containerId) throw sessionMoved(id);
      patch({ epoch: row().epoch + 1 });
    });
    return row;
  }

  async function open(id: SessionId, containerId: string, wait: Waiting): Promise<LiveLink> {
    drop(id);
    const row = await raiseEpoch(id, containerId);
    await deps.prepare(row);
    await deps.checkpoint('session.epoch-raised');
    const ends = createTurnEnds();
    const link = createLink({
      attach: (waiting) => deps.containers.attach(containerId, waiting),
      epoch: row.epoch,
      clock: deps.clock,
      newId: deps.newId,
      onHello: (hello) => {
        for (const { agent, revision } of hello.workers) live.configured.set(agent, revision);
        deps.onHello(row, hello, live);
      },
      onFrame: (frame) => deps.onFrame(row, frame, live),
      onErrors: (text) => deps.onErrors(row, text),
    });
    const live: LiveLink = { link, containerId, ends, configured: new Map() };
    try {
      await link.open(wait);
    } catch (error) {
      if (isLinkError(error, 'STALE_EPOCH')) refused.set(id, row.epoch);
      throw error;
    }
    links.set(id, live);
    refused.delete(id);
    void watch(row, live);
    await deps.checkpoint('session.attached');
    return live;
  }

  async function watch({ id, epoch }: SessionRow, live: LiveLink): Promise<void> {
    const error = await live.link.closed;
    live.ends.fail();
    if (isLinkError(error, 'STALE_EPOCH')) {
      refused.set(id, epoch);
      deps.onReplaced(id);
    }
    if (isLinkError(error, 'SUPERVISOR_RESTARTED')) restarted.add(live.containerId);
    if (links.get(id) === live) links.delete(id);
    if (error !== undefined) deps.onLost(id);
  }

  return {
    async ensure({ id, containerId }, wait) {
      if (containerId === null) throw sessionMoved(id);
      const there = peek(id, containerId);
      if (there !== undefined) return there;
      const under = opening.get(id);
      if (under?.containerId === containerId) return under.live;
      const live = open(id, containerId, wait).finally(() => {
        if (opening.get(id)?.live === live) opening.delete(id);
      });
      opening.set(id, { containerId, live });
      return live;
    },
    peek,
    isElsewhere: ({ id, epoch }) => epoch > (refused.get(id) ?? epoch),
    wasRestarted: (containerId) => restarted.has(containerId),
    drop,
    each: () => links.entries(),
    closeAll() {
      for (const id of links.keys()) drop(id);
    },
  };
}
