// A deployment as a pull request: what it would do as a comment, and after the merge what it did.

import { setTimeout as delay } from 'node:timers/promises';
import type { ConfigRepository } from './config-repository.ts';
import type { GitHost } from './git-host.ts';
import { say, type Shell } from './shell.ts';

const patienceMs = 180_000;

export async function showPullRequest(
  { raworc }: Shell,
  repository: ConfigRepository,
  { github, repo }: GitHost,
  session: string,
): Promise<void> {
  say('From now on GitHub tells of pushes and pull requests');
  await raworc('webhook', 'install');

  say('A pull request that has one agent speak differently, and takes a space away');
  await repository.branch('friendlier');
  repository.edit('agents/text-stats/index.js', '`readability ', '`easy to read by ');
  repository.remove('spaces/office');
  await repository.push('Be friendlier, and close the office');
  const ada = github.as('ada');
  const { number } = await ada.openPull(repo, { branch: 'friendlier', title: 'Be friendlier' });
  const comment = () => github.repo(repo).comments.find(({ issue }) => issue === number);
  console.log(`\n${(await see('the plan’s comment', comment)).body}\n`);

  say('Merging it: Raworc follows, and says what came of it');
  const merged = await ada.merge(repo, number);
  const outcome = await see('what came of it', () => {
    const [, text] = /\n\n## [^\n]*\n\n([\s\S]*?)\n\n###/.exec(comment()?.body ?? '') ?? [];
    return text?.includes('as merged') === true ? text : undefined;
  });
  console.log(`\n${outcome}\n`);

  say('So many agents at once only go when somebody says so: Ada does, in a comment');
  ada.comment(repo, number, '/raworc confirm office');
  const deployed = await see('the deployments', () => {
    const own = github.repo(repo).deployments.filter(({ commit }) => commit === merged);
    return own.every(({ statuses }) => statuses.at(-1)?.state === 'success') ? own : undefined;
  });
  for (const { environment, statuses } of deployed) {
    console.log(`${environment.padEnd(24)} ${statuses.map(({ state }) => state).join(' → ')}`);
  }
  await raworc('session', 'send', session, '@text-stats The cat sat on the mat. It purred.');
}

async function see<T>(what: string, look: () => T | undefined): Promise<T> {
  for (let waited = 0; waited < patienceMs; waited += 100) {
    const found = look();
    if (found !== undefined) return found;
    await delay(100);
  }
  throw new Error(`Not seen within ${patienceMs / 1000} s: ${what}.`);
}
