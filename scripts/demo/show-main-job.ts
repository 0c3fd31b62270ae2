// The main job, step by step: plan, builds, a session in which three languages answer, a commit that changes one agent.

import type { ConfigRepository } from './config-repository.ts';
import { say, type Shell } from './shell.ts';

function expect(said: string, wanted: string): void {
  if (!said.includes(wanted)) throw new Error(`The reply should say ${JSON.stringify(wanted)}.`);
}

/** Answers the session's id. */
export async function showMainJob(shell: Shell, repository: ConfigRepository): Promise<string> {
  const { raworc } = shell;
  say('The server reads a repository that declares nothing yet');
  await raworc('sync', '--wait');
  say('Committing examples-repo: two spaces and their agents');
  repository.addExamples();
  await repository.push('Declare two spaces and their agents');
  say('What would this commit do?');
  await raworc('plan');
  say('Making it so');
  await raworc('sync', '--wait');

  say('A session: a Python, a Node.js and a Rust agent in one workspace');
  const id = (await raworc('session', 'create', '--space', 'playground', '--wait', '-o', 'name')).trim();
  const ask = (text: string) => raworc('session', 'send', id, text);
  expect(await ask('Ada'), 'Hello, Ada!');
  expect(await ask('@text-stats The cat sat on the mat. It purred.'), '8 words');
  expect(await ask('@calculator 2 * (3 + 4)'), '14');

  say('A commit that changes one agent');
  repository.edit('agents/text-stats/index.js', '`reading ease ', '`readability ');
  await repository.push('Say readability');
  await raworc('plan');
  await raworc('sync', '--wait');
  await raworc('get', 'builds', '--space', 'playground');

  say('The same session answers anew');
  expect(await ask('@text-stats The cat sat on the mat. It purred.'), 'readability 100');
  await raworc('session', 'history', id);
  await raworc('status');
  return id;
}
