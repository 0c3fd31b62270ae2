// Files of config repositories, as short as a scenario needs them.

import type { FixtureFiles } from '../../support/git-server/fixture-repository.ts';

export function space(name: string, spec = ''): FixtureFiles {
  const body = spec === '' ? '' : `spec:\n${indent(spec)}`;
  return {
    [`spaces/${name}/space.yaml`]: `apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: ${name} }\n${body}`,
  };
}

/** An agent whose source is a folder of the config repository; `code` is what its one file holds. */
export function agent(of: string, name: string, code = 'one', more: FixtureFiles = {}): FixtureFiles {
  const folder = `agents/${of}-${name}`;
  return {
    [agentFile(of, name)]: agentYaml(of, name, folder),
    [`${folder}/raworc.json`]: JSON.stringify({ runtime: 'python3', handler: 'main.handle' }),
    [`${folder}/main.py`]: `def handle(message, context):\n    return "${code}"\n`,
    ...Object.fromEntries(Object.entries(more).map(([path, file]) => [`${folder}/${path}`, file])),
  };
}

export const agentFile = (of: string, name: string) => `spaces/${of}/agents/${name}.yaml`;

export function agentYaml(of: string, name: string, folder: string): string {
  return `apiVersion: raworc.dev/v1\nkind: Agent\nmetadata: { name: ${name}, space: ${of} }\nspec:\n  source: { path: ${folder} }\n`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('');
}

export function role(name: string, rules: string): FixtureFiles {
  return {
    [`access/role-${name}.yaml`]: `apiVersion: raworc.dev/v1\nkind: Role\nmetadata: { name: ${name} }\nspec:\n  rules: [${rules}]\n`,
  };
}

export function binding(name: string, spec: string): FixtureFiles {
  return {
    [`access/binding-${name}.yaml`]: `apiVersion: raworc.dev/v1\nkind: RoleBinding\nmetadata: { name: ${name} }\nspec: ${spec}\n`,
  };
}

export const secretFile = (of: string, name: string) => `spaces/${of}/secrets/${name}.yaml`;

export function secret(of: string, name: string, sealed: string): FixtureFiles {
  return {
    [secretFile(of, name)]:
      `apiVersion: raworc.dev/v1\nkind: Secret\nmetadata: { name: ${name}, space: ${of} }\nspec: { sealed: ${sealed} }\n`,
  };
}
