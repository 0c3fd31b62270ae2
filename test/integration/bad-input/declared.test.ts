// What is wrong in Git, on real parts: each is said where it stands, and what runs goes on answering.

import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AgentView } from '../../../server/api/shapes/agent.ts';
import type { ConditionView } from '../../../server/api/shapes/condition.ts';
import type { SpaceView } from '../../../server/api/shapes/space.ts';
import type { ConfigView } from '../../../server/api/shapes/status.ts';
import { createRepository, type FixtureRepository } from '../../support/git-server/fixture-repository.ts';
import { agentYaml, pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const isolated = 'network: { egress: none }';
const manifest = JSON.stringify({ runtime: 'python3', handler: 'main.process_message' });
const handler = (reply: string) => `def process_message(message, context):\n    return ${reply}\n`;

describe('a wrong declaration', () => {
  let runtime: RealRuntime;
  let external: FixtureRepository;
  let session: string;
  let neighbour: string;

  const declared = () => ({
    ...space('team', isolated),
    ...pythonAgent('team', 'steady', 'return "one: " + message'),
    ...pythonAgent('team', 'moved', 'return "moved: " + message'),
    'spaces/team/agents/far.yaml': agentYaml('team', 'far', `repo: ${external.dir}, ref: stable`),
    ...space('calm', isolated),
    ...pythonAgent('calm', 'still', 'return "calm: " + message'),
  });
  before(async () => {
    runtime = await openRealRuntime();
    external = await createRepository(join(runtime.home, 'external.git'));
    const commit = await external.commit({
      'raworc.json': manifest,
      'main.py': handler('"far: " + message'),
    });
    await external.branch('stable', commit);
    assert.equal((await runtime.apply(declared())).result, 'converged');
    session = await openSession(runtime, 'team');
    neighbour = await openSession(runtime, 'calm');
  });
  after(() => runtime[Symbol.asyncDispose]());

  const config = async () =>
    (await runtime.client.get<{ config: ConfigView & { problems: Problem[] } }>('status')).config;
  const team = () => runtime.client.get<SpaceView>('spaces/team');
  const agent = (name: string) => runtime.client.get<AgentView>(`spaces/team/agents/${name}`);
  const stalled = (conditions: readonly ConditionView[]) => conditions.find(({ type }) => type === 'Ready');

  async function everybodyAnswers(): Promise<void> {
    assert.match(await ask(runtime, session, 'steady', 'a'), /: a$/);
    assert.equal(await ask(runtime, session, 'moved', 'b'), 'moved: b');
    assert.equal(await ask(runtime, session, 'far', 'c'), 'far: c');
    assert.equal(await ask(runtime, neighbour, 'still', 'd'), 'calm: d');
  }

  it('stops only what it declares, however many there are in one commit, because teams share a repository', async () => {
    await runtime.apply({
      'spaces/team/agents/broken.yaml': 'kind: Agent\nmetadata: [',
      'spaces/team/agents/misspelt.yaml': agentYaml('team', 'misspelt', 'path: agents/steady').replace(
        'spec:',
        'sepc:',
      ),
      'spaces/team/agents/twice.yaml': agentYaml('team', 'steady', 'path: agents/steady'),
      'spaces/team/agents/homeless.yaml': agentYaml('taem', 'homeless', 'path: agents/steady'),
      ...pythonAgent('team', 'bare', 'return 1'),
      'agents/bare/raworc.json': '{ "handler": "main.process_message" }',
      'spaces/team/agents/nowhere.yaml': agentYaml('team', 'nowhere', 'repo: /nowhere/at/all'),
      'agents/steady/main.py': handler('"two: " + message'),
    });
    const { problems } = await config();
    const said = problems.map(({ code, file, line }) => `${code} ${file}:${line}`);
    for (const expected of [
      /broken\.yaml:/,
      /^unknown-field .*misspelt\.yaml:4/,
      /^duplicate-name .*(twice|steady)\.yaml:/,
      /^unknown-space .*homeless\.yaml:3/,
    ]) {
      assert.ok(
        said.some((line) => expected.test(line)),
        `${expected} in ${said.join(', ')}`,
      );
    }
    const bare = stalled((await agent('bare')).conditions);
    assert.equal(bare?.reason, 'ManifestInvalid');
    assert.match(bare.message, /raworc\.json:1:1: .*runtime/);
    const nowhere = stalled((await agent('nowhere')).conditions);
    assert.equal(nowhere?.reason, 'SourceNotFound');
    assert.notEqual(nowhere.hint ?? '', '');
    await everybodyAnswers();
  });

  it('is mended by the next commit, because that is how people mend it', async () => {
    const { result } = await runtime.apply({
      'spaces/team/agents/broken.yaml': null,
      'spaces/team/agents/misspelt.yaml': null,
      'spaces/team/agents/twice.yaml': null,
      'spaces/team/agents/homeless.yaml': null,
      'spaces/team/agents/bare.yaml': null,
      'spaces/team/agents/nowhere.yaml': null,
      'agents/steady/main.py': handler('"three: " + message'),
    });
    assert.equal(result, 'converged');
    assert.deepEqual((await config()).problems, []);
    assert.equal(await ask(runtime, session, 'steady', 'hello'), 'three: hello');
    await everybodyAnswers();
  });

  it('of a ref that is gone leaves its agent as it runs, because the code is still there', async () => {
    await external.branch('stable', null);
    await runtime.apply({ 'README.md': 'Look again.\n' });
    const far = await agent('far');
    const ready = stalled(far.conditions);
    assert.equal(ready?.reason, 'RefNotFound');
    assert.match(ready.message, /stable/);
    assert.notEqual(ready.hint ?? '', '');
    assert.notEqual(far.running_layer, null);
    await everybodyAnswers();
    await external.git('branch', 'stable', 'main');
    assert.equal((await runtime.apply({ 'README.md': 'Look once more.\n' })).result, 'converged');
  });

  it('moved and broken in one commit removes nothing, because it was only moved', async () => {
    const broken = `${agentYaml('team', 'moved', 'path: agents/moved')}  oops: [`;
    await runtime.apply({
      'spaces/team/agents/moved.yaml': null,
      'spaces/team/agents/elsewhere.yaml': broken,
    });
    assert.ok((await config()).conditions.some(({ type }) => type === 'PruneSuspended'));
    await everybodyAnswers();
    const mended = agentYaml('team', 'moved', 'path: agents/moved');
    const { result } = await runtime.apply({ 'spaces/team/agents/elsewhere.yaml': mended });
    assert.equal(result, 'converged');
    await everybodyAnswers();
  });

  it('is no force-push: another history with other code is followed, because Git is the truth', async () => {
    const rewritten = { ...declared(), 'agents/steady/main.py': handler('"rewritten: " + message') };
    await runtime.config.forcePush(rewritten);
    const { result } = await runtime.client.post<{ result: string }>('sync', { wait: 60 });
    assert.equal(result, 'converged');
    assert.equal(await ask(runtime, session, 'steady', 'hello'), 'rewritten: hello');
    await everybodyAnswers();
  });

  it('that empties everything waits for a person, because one push must not end all sessions', async () => {
    await runtime.config.forcePush({ 'README.md': 'Nothing.\n' });
    await runtime.client.post('sync', { wait: 60 });
    const { awaiting_confirmation, conditions } = await team();
    assert.notEqual(awaiting_confirmation, null);
    assert.match(JSON.stringify(conditions), /raworc confirm team/);
    await everybodyAnswers();
    await runtime.config.forcePush(declared());
    assert.equal((await runtime.client.post<{ result: string }>('sync', { wait: 60 })).result, 'converged');
    assert.equal((await team()).awaiting_confirmation, null);
    await everybodyAnswers();
  });

  it('can’t be read where the repository is away, which is said, because what runs does not need Git', async () => {
    const { dir } = runtime.config;
    renameSync(dir, `${dir}.away`);
    await assert.rejects(
      runtime.client.post('sync', { wait: 60 }),
      (error: { code: string; hint?: string }) => {
        assert.equal(error.code, 'REPOSITORY_NOT_FOUND');
        assert.notEqual(error.hint ?? '', '');
        return true;
      },
    );
    const ready = stalled((await config()).conditions);
    assert.equal(ready?.status, 'False');
    await everybodyAnswers();
    renameSync(`${dir}.away`, dir);
    assert.equal((await runtime.client.post<{ result: string }>('sync', { wait: 60 })).result, 'converged');
    assert.equal(stalled((await config()).conditions)?.status, 'True');
  });
});
