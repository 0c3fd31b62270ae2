// A queue that lets everybody through, in the shape that octokit's throttling takes.

import type { Octokit } from 'octokit';

type Options = NonNullable<ConstructorParameters<typeof Octokit>[0]>;
type Group = NonNullable<NonNullable<Options['throttle']>['write']>;

export const unpaced = {
  key: () => ({
    schedule: async (_options: object, job: () => Promise<unknown>) => job(),
  }),
} as unknown as Group;
