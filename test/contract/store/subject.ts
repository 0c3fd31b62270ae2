// What the suite is run on: a way to open an empty store, or a second one on the same database.

import { after, before } from 'node:test';
import type { Store } from '../../../state/store/store.ts';

export interface Subject {
  readonly store: Store;
  /** Another store on the same database, as another process has it; undefined where none but this can see it. */
  readonly again: (() => Promise<Store>) | undefined;
  close(): Promise<void>;
}

export type OpenSubject = () => Promise<Subject>;

/** The store, once a test runs. */
export type UseStore = () => Store;

/** One empty store for the tests of the surrounding `describe`. */
export function useStore(open: OpenSubject): UseStore {
  let subject: Subject | undefined;
  before(async () => {
    subject = await open();
  });
  after(() => subject?.close());
  return () => {
    if (subject === undefined) throw new Error('The store is only open inside a test.');
    return subject.store;
  };
}
