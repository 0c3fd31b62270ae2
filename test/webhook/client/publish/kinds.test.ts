// Check runs, deployments, reactions and pull requests: each stands once, whatever died in between.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GitHubError, unreachable } from '../../../../webhook/client/errors.ts';
import type {
  CheckPublication,
  DeploymentPublication,
  PullRequestPublication,
} from '../../../../webhook/client/publish/publication.ts';
import { setUpBench } from './bench.ts';

const check = (fields: Partial<CheckPublication['run']> = {}): CheckPublication => ({
  kind: 'check',
  repo: 'team/config',
  run: {
    name: 'raworc/plan',
    commit: 'c0ffee',
    status: 'completed',
    conclusion: 'success',
    title: '+1 ~0 -0',
    summary: 'All is well.',
    annotations: [],
    ...fields,
  },
});

const deployment = (state: DeploymentPublication['status']['state']): DeploymentPublication => ({
  kind: 'deployment',
  repo: 'team/config',
  commit: 'c0ffee',
  space: 'sales',
  description: 'Sales',
  status: { state, description: `It is ${state}.` },
});

const pull = (title: string): PullRequestPublication => ({
  kind: 'pull',
  repo: 'team/config',
  branch: 'raworc/bump',
  base: 'main',
  title,
  body: 'Because of a push.',
});

const forbidden = () => new GitHubError('GITHUB_FORBIDDEN', 'No.', { hint: 'Give the token checks: write.' });

describe('a check run', () => {
  it('becomes a commit status where it is refused, which is remembered for hours and then tried again', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock, statuses, checkRuns, calls, warnings } = bench;
    const tries = () => calls.filter((verb) => verb === 'putCheckRun').length;
    bench.fail('putCheckRun', 'before', forbidden());
    await publisher.want(check());
    await publish();
    assert.deepEqual(statuses, [
      { commit: 'c0ffee', context: 'raworc/plan', state: 'success', description: '+1 ~0 -0' },
    ]);
    assert.equal((await publisher.find(check()))?.state, 'published');
    assert.equal(warnings.length, 1, 'somebody has to hear which right is missing');
    await publisher.want(check({ status: 'in_progress' }));
    await publish();
    assert.equal(statuses.length, 2);
    assert.equal(tries(), 1);
    await clock.advance(6 * 60 * 60_000);
    await publisher.want(check());
    await publish();
    assert.equal(tries(), 2);
    assert.equal(checkRuns.length, 1);
  });

  it('has failed where not even a status is taken, and blames no missing right for it', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, warnings, calls } = bench;
    bench.fail('putCheckRun', 'before', forbidden());
    bench.fail('putCommitStatus', 'before', forbidden());
    await publisher.want(check());
    await publish();
    assert.equal((await publisher.find(check()))?.state, 'failed');
    assert.equal(warnings.length, 1);
    await publisher.want(check());
    await publish();
    assert.equal(calls.filter((verb) => verb === 'putCheckRun').length, 2, 'it is tried again');
  });
});

describe('a deployment', () => {
  it('is one for each commit and space, with its newest status', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock, deployments, deploymentStatuses } = bench;
    bench.fail('createDeploymentStatus', 'before', unreachable('It is down.'));
    await publisher.want(deployment('queued'));
    await publish();
    await publisher.want(deployment('in_progress'));
    await clock.advance(2000);
    await publish();
    await publisher.want(deployment('success'));
    await publish();
    assert.equal(deployments.length, 1);
    assert.deepEqual(
      deploymentStatuses.map(({ state }) => state),
      ['in_progress', 'success'],
    );
  });

  it('is made again where somebody deleted it', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, deployments, deploymentStatuses } = bench;
    await publisher.want(deployment('queued'));
    await publish();
    deployments.splice(0);
    await publisher.want(deployment('success'));
    await publish();
    assert.equal(deployments.length, 1);
    assert.equal(deploymentStatuses.length, 2);
  });
});

describe('a reaction', () => {
  it('is sent once, because it says that a command was heard', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, reactions } = bench;
    const eyes = { kind: 'reaction', repo: 'team/config', comment: 5, reaction: 'eyes' } as const;
    await publisher.want(eyes);
    await publish();
    await publisher.want(eyes);
    await publish();
    assert.deepEqual(reactions, ['5 eyes']);
  });
});

describe('a pull request', () => {
  it('is opened once for its branch and then updated, because a second one would be merged too', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock, pulls } = bench;
    bench.fail('createPullRequest', 'after', unreachable('The line was cut.'));
    await publisher.want(pull('one'));
    await publish();
    await clock.advance(2000);
    await publish();
    await publisher.want(pull('two'));
    await publish();
    assert.deepEqual(
      pulls.map(({ title }) => title),
      ['two'],
    );
    assert.equal((await publisher.find(pull('')))?.remoteUrl, 'https://github.test/p/101');
  });

  it('is the one that somebody opened at the same moment, where GitHub refuses a second', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, pulls } = bench;
    bench.fail('createPullRequest', 'after', new GitHubError('GITHUB_REFUSED', 'One exists already.'));
    await publisher.want(pull('one'));
    await publish();
    assert.equal(pulls.length, 1);
    assert.equal((await publisher.find(pull('')))?.state, 'published');
  });

  it('has failed where GitHub refuses it for any other reason, because the branch may be empty', async () => {
    await using bench = await setUpBench();
    const { publisher, publish } = bench;
    bench.fail('createPullRequest', 'before', new GitHubError('GITHUB_REFUSED', 'No commits between.'));
    await publisher.want(pull('one'));
    await publish();
    assert.equal((await publisher.find(pull('')))?.error?.message, 'No commits between.');
  });
});
