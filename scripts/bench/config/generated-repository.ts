// A config repository as large as the benchmarks need: spaces of a hundred agents, whose sources are folders of it, each
// of which serves a few agents.

import { createRepository, type FixtureFiles } from '../../../test/support/git-server/fixture-repository.ts';

export interface GeneratedRepository {
  /** Declares all of it in one commit; until then there is nothing in it. */
  declare(): Promise<void>;
  /** Changes so many agents' declarations in one commit. */
  touch(agents: number): Promise<void>;
}

const agentsPerSpace = 100;
const agentsPerSource = 25;

export async function generateRepository(dir: string, agents: number): Promise<GeneratedRepository> {
  const repository = await createRepository(dir);
  await repository.commit({ 'README.md': 'Agents of many teams.\n' }, 'Begin');
  let version = 0;
  return {
    async declare() {
      await repository.commit(everything(agents), 'Declare everything');
    },
    async touch(count) {
      version += 1;
      const touched: Record<string, string> = {};
      const step = Math.floor(agents / count);
      for (let at = 0; at < count; at += 1) touched[agentFile(at * step)] = agentYaml(at * step, version);
      await repository.commit(touched, `Touch ${count} agents`);
    },
  };
}

function everything(agents: number): FixtureFiles {
  const files: Record<string, string> = {};
  for (let number = 0; number < agents; number += 1) files[agentFile(number)] = agentYaml(number, 0);
  for (let number = 0; number < agents / agentsPerSpace; number += 1) {
    files[`spaces/${spaceName(number)}/space.yaml`] = spaceYaml(number);
  }
  for (let number = 0; number < agents / agentsPerSource; number += 1) {
    const manifest = {
      runtime: 'python3',
      handler: 'main.answer',
      description: `Answers as source ${number}`,
    };
    files[`agents/source-${number}/raworc.json`] = JSON.stringify(manifest);
    files[`agents/source-${number}/main.py`] = `def answer(message, context):\n    return "${number}"\n`;
  }
  return files;
}

const spaceName = (number: number) => `team-${number}`;
const spaceOf = (agent: number) => spaceName(Math.floor(agent / agentsPerSpace));
const agentFile = (number: number) => `spaces/${spaceOf(number)}/agents/agent-${number}.yaml`;

const spaceYaml = (number: number) => `apiVersion: raworc.dev/v1
kind: Space
metadata:
  name: ${spaceName(number)}
  labels: { team: "${number}" }
spec:
  description: The space of team ${number}
  resources: { cpus: 0.5, memory: 256Mi, pids: 128 }
  network: { egress: none }
`;

const agentYaml = (number: number, version: number) => `apiVersion: raworc.dev/v1
kind: Agent
metadata:
  name: agent-${number}
  space: ${spaceOf(number)}
spec:
  source: { path: agents/source-${Math.floor(number / agentsPerSource)} }
  purpose: Answers questions about topic ${number}
  env:
    LOG_LEVEL: info
    VERSION: "${version}"
`;
