// Small spaces and agents to declare in tests.

import type { FixtureFiles } from '../git-server/fixture-repository.ts';

export function space(name: string, spec = ''): FixtureFiles {
  return {
    [`spaces/${name}/space.yaml`]: `apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`,
  };
}

/** An agent's declaration; `source` is `path: …` or `repo: …, ref: …`, `more` what its spec says besides. */
export function agentYaml(spaceName: string, name: string, source: string, more = ''): string {
  return (
    `apiVersion: raworc.dev/v1\nkind: Agent\nmetadata: { name: ${name}, space: ${spaceName} }\n` +
    `spec: { source: { ${source} }${more === '' ? '' : `, ${more}`} }\n`
  );
}

/** A Python agent in this repository; `body` is the body of `process_message(message, context)`. */
export function pythonAgent(
  spaceName: string,
  name: string,
  body: string,
  manifest: object = {},
): FixtureFiles {
  const code = body
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('');
  return {
    [`spaces/${spaceName}/agents/${name}.yaml`]: agentYaml(spaceName, name, `path: agents/${name}`),
    [`agents/${name}/main.py`]: `import os, sys, time\n\ndef process_message(message, context):\n${code}`,
    [`agents/${name}/raworc.json`]: JSON.stringify({
      runtime: 'python3',
      handler: 'main.process_message',
      ...manifest,
    }),
  };
}

/** An agent in this repository that is a command: a process for each message. */
export function commandAgent(
  spaceName: string,
  name: string,
  script: string,
  manifest: object = {},
): FixtureFiles {
  return {
    [`spaces/${spaceName}/agents/${name}.yaml`]: agentYaml(spaceName, name, `path: agents/${name}`),
    [`agents/${name}/raworc.json`]: JSON.stringify({
      runtime: 'command',
      command: ['sh', '-c', script],
      ...manifest,
    }),
  };
}
