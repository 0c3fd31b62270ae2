// The contract of events: what tells the loop that something changed by itself.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EngineEvent } from '../../../runtime/containers/engine.ts';
import { contextOf } from '../../support/engine/tars.ts';
import { specOf, type EngineHarness, type UseHarness } from './harness.ts';

/** Does something once events flow, and gives those up to and with the one that `isLast` knows. */
async function during(
  harness: EngineHarness,
  act: () => Promise<unknown>,
  isLast: (event: EngineEvent) => boolean,
): Promise<readonly EngineEvent[]> {
  const abort = new AbortController();
  const seen: EngineEvent[] = [];
  for await (const event of harness.engine.events({ signal: abort.signal })) {
    seen.push(event);
    if (event.type === 'connected') await act();
    else if (isLast(event)) abort.abort();
  }
  return seen;
}

export function eventsContract(use: UseHarness): void {
  describe('events', () => {
    it('begin with "connected" and tell a container’s life with its labels', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const events = await during(
        harness,
        async () => {
          const id = await containers.create(specOf(harness, { labels: { session: 'one' } }));
          await containers.start(id);
          await containers.pause(id);
          await containers.unpause(id);
          await containers.kill(id, 'SIGKILL');
          await containers.waitExit(id);
          await containers.remove(id);
        },
        (event) => event.type === 'container' && event.action === 'destroy',
      );
      assert.equal(events[0]?.type, 'connected');
      const ofContainer = events.filter((event) => event.type === 'container');
      assert.deepEqual(
        ofContainer.map(({ action }) => action),
        ['start', 'pause', 'unpause', 'die', 'destroy'],
      );
      for (const { labels, at } of ofContainer) {
        assert.equal(labels['session'], 'one');
        assert.ok(Math.abs(Date.now() - at) < 60_000, 'times are milliseconds since the epoch');
      }
    });

    it('tell of volumes, networks and images that went, though the engine names no owner for them', async () => {
      const harness = use();
      const { images, networks, volumes } = harness.engine;
      const [volume, name, tag] = [
        harness.name('volume'),
        harness.name('net'),
        `${harness.name('image')}:one`,
      ];
      // One made before and one made after: both have to be known when they go.
      await volumes.ensure(volume, {});
      const events = await during(
        harness,
        async () => {
          await networks.ensure({ name, labels: {}, subnet: await harness.subnet(), isolated: true });
          const context = contextOf(`FROM ${harness.baseImage}\nCOPY Dockerfile /${harness.name('x')}\n`);
          await images.build({ context, tag, labels: {}, onLog: () => undefined });
          await images.remove(tag);
          await volumes.remove(volume);
          await networks.remove(name);
        },
        (event) => event.type === 'network' && event.action === 'destroy',
      );
      const told = events.map((event) => ('action' in event ? `${event.type} ${event.action}` : event.type));
      assert.deepEqual(told, [
        'connected',
        'image untag',
        'image delete',
        'volume destroy',
        'network destroy',
      ]);
      assert.ok(events.some((event) => event.type === 'volume' && event.name === volume));
      assert.ok(events.some((event) => event.type === 'network' && event.name === name));
    });

    it('end in silence when they are aborted', async () => {
      const abort = new AbortController();
      for await (const event of use().engine.events({ signal: abort.signal })) {
        assert.equal(event.type, 'connected');
        abort.abort();
      }
    });
  });
}
