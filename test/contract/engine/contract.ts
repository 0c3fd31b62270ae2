// The whole contract of the engine port, to be run on an adapter.

import { describe } from 'node:test';
import { buildCacheContract } from './build-cache.ts';
import { containersContract } from './containers.ts';
import { eventsContract } from './events.ts';
import { execAndCopiesContract } from './exec-and-copies.ts';
import type { UseHarness } from './harness.ts';
import { hostRulesContract } from './host-rules.ts';
import { imagesContract } from './images.ts';
import { ownershipContract } from './ownership.ts';
import { spokenCommandsContract } from './spoken-commands.ts';
import { streamsContract } from './streams.ts';
import { volumesAndNetworksContract } from './volumes-and-networks.ts';

export function engineContract(adapter: string, use: UseHarness): void {
  describe(`the engine port on ${adapter}`, () => {
    containersContract(use);
    streamsContract(use);
    execAndCopiesContract(use);
    spokenCommandsContract(use);
    imagesContract(use);
    buildCacheContract(use);
    volumesAndNetworksContract(use);
    hostRulesContract(use);
    eventsContract(use);
    ownershipContract(use);
  });
}
