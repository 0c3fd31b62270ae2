// The adapter of the scenarios under the same contract as the real one.

import { createMemoryRepositories } from '../../../reconciler/git/memory/memory-repositories.ts';
import { testRepositories } from './repositories-contract.ts';

testRepositories('in memory', async () => {
  const repositories = createMemoryRepositories();
  let made = 0;
  return {
    async make() {
      made += 1;
      const repository = repositories.open(`github.com/team/r${made}`);
      return { ...repository, repository };
    },
    async close() {},
  };
});
