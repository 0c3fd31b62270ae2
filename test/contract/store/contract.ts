// What the store promises, asked of every database in the same words.

import { describe } from 'node:test';
import { conversationsContract } from './conversations.ts';
import { declaredContract } from './declared.ts';
import { keptContract } from './kept.ts';
import type { OpenSubject } from './subject.ts';
import { tasksContract } from './tasks.ts';
import { transactionsContract } from './transactions.ts';

export function storeContract(name: string, open: OpenSubject): void {
  describe(`the store: ${name}`, () => {
    declaredContract(open);
    keptContract(open);
    conversationsContract(open);
    tasksContract(open);
    transactionsContract(open);
  });
}
