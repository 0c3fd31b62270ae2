// What the store promises, asked of every database in the same words.

import { describe } from 'node:test';
import { accessContract } from './access.ts';
import { declaredContract } from './declared.ts';
import { deliveriesContract } from './deliveries.ts';
import { keptContract } from './kept.ts';
import { messagesContract } from './messages.ts';
import { publicationsContract } from './publications.ts';
import { reviewsContract } from './reviews.ts';
import { noticesContract } from './notices.ts';
import { samplesContract } from './samples.ts';
import { schedulesContract } from './schedules.ts';
import { sessionEventsContract } from './session-events.ts';
import { sessionsContract } from './sessions.ts';
import { slotsContract } from './slots.ts';
import { type OpenSubject, useStore } from './subject.ts';
import { tasksContract } from './tasks.ts';
import { transactionsContract } from './transactions.ts';
import { turnsContract } from './turns.ts';

import { usageContract } from './usage.ts';

export function storeContract(name: string, open: OpenSubject): void {
  describe(`the store: ${name}`, () => {
    // One store for all: making the tables takes longer than the tests. Each test names rows of its own.
    const store = useStore(open);
    accessContract(store);
    declaredContract(store);
    keptContract(store);
    sessionsContract(store);
    slotsContract(store);
    turnsContract(store);
    messagesContract(store);
    sessionEventsContract(store);
    deliveriesContract(store);
    publicationsContract(store);
    reviewsContract(store);
    schedulesContract(store);
    noticesContract(store);
    tasksContract(store);
    transactionsContract(store);
    usageContract(store);
    samplesContract(store);
  });
}
