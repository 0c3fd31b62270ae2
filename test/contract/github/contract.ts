// What the port to GitHub promises, asked of the client in the same words whoever it is there.

import { describe } from 'node:test';
import type { TestGitHub } from '../../support/github/github.ts';
import { commentsContract } from './comments.ts';
import { deploymentsContract } from './deployments.ts';
import { hooksContract } from './hooks.ts';
import { peopleContract } from './people.ts';
import { pullsContract } from './pulls.ts';
import { statusesContract } from './statuses.ts';
import { type Account, useSubject, type UseSubject } from './subject.ts';
import { troubleContract } from './trouble.ts';

/** `own`: what only such an account can do, or suffer. */
export function githubContract(
  name: string,
  accountOn: (world: TestGitHub) => Account,
  own: (subject: UseSubject) => void,
): void {
  describe(`GitHub: ${name}`, () => {
    const subject = useSubject(accountOn);
    commentsContract(subject);
    deploymentsContract(subject);
    hooksContract(subject);
    peopleContract(subject);
    pullsContract(subject);
    statusesContract(subject);
    troubleContract(subject);
    own(subject);
  });
}
