// The text of a langgraph.json to the manifest that it amounts to, or to what is wrong with it.

import { LANGGRAPH_FILE, langgraphSchema, type Langgraph } from '../manifest/langgraph.ts';
import { compile, type Check } from './compile.ts';
import { explain } from './explain.ts';
import type { Finding } from './finding.ts';
import { judgeManifest, readManifest, type JudgedManifest, type ManifestResult } from './manifest.ts';

let compiled: Check | undefined;

/** `file` only names the text in problems; `agent` is the declared name, which chooses among several graphs. */
export function validateLanggraph(file: string, text: string, agent: string): ManifestResult {
  return readManifest(file, text, (value) => judge(value, agent));
}

function judge(value: unknown, agent: string): JudgedManifest {
  compiled ??= compile(langgraphSchema);
  const errors = compiled(value);
  if (errors.length > 0) return { findings: explain(errors) };
  const { graphs, dependencies = [], env } = value as Langgraph;
  const name = chooseGraph(Object.keys(graphs), agent);
  if (name === undefined) return { findings: [severalGraphs(Object.keys(graphs), agent)] };
  const graph = graphs[name] ?? '';
  const written = typeof graph === 'string' ? graph : graph.path;
  const target = targetOf(written);
  if (target === undefined) {
    const path = typeof graph === 'string' ? ['graphs', name] : ['graphs', name, 'path'];
    const message = `${JSON.stringify(written)} is no path to a graph inside of the agent's source.`;
    const expected = './folder/file.py:graph, or .ts or .js';
    return { findings: [{ code: 'bad-format', path, at: 'value', message, expected }] };
  }
  const outside = dependencies.flatMap((one, at) => leavesSource(one, at));
  const command = target.runtime === 'python3' ? installCommand(dependencies) : '';
  const judged = judgeManifest({
    ...target,
    ...(typeof graph !== 'string' && graph.description !== undefined && { description: graph.description }),
    ...(command !== '' && { build_command: command }),
    ...(typeof env === 'object' && { env }),
  });
  const findings = [...judged.findings, ...outside, ...(typeof env === 'string' ? [unreadEnv(env)] : [])];
  return outside.length > 0 ? { findings } : { ...judged, findings };
}

function chooseGraph(names: readonly string[], agent: string): string | undefined {
  return names.find((name) => name === agent) ?? names.find((name) => name === 'agent' || names.length === 1);
}

function severalGraphs(names: readonly string[], agent: string): Finding {
  const message = `There are several graphs, ${names.join(', ')}, and none of them is called ${agent} or agent.`;
  const expected = `a graph called ${agent}`;
  return { code: 'missing-field', path: ['graphs'], at: 'value', message, expected };
}

/** `./src/agent.py:graph` and `package.module:graph`. */
function targetOf(written: string): { readonly runtime: string; readonly handler: string } | undefined {
  const found = /^(?:\.\/)?([\w./-]+?)(\.py|\.[mc]?[jt]s)?:([A-Za-z_$][\w$]*)$/.exec(written);
  const [, path = '', extension = '', name = ''] = found ?? [];
  const parts = extension === '' ? path.split('.') : path.split('/');
  if (!parts.every((part) => /^[\w-]+$/.test(part))) return undefined;
  const runtime = extension === '' || extension === '.py' ? 'python3' : 'node';
  return { runtime, handler: [...parts, name].join('.') };
}

const isFolder = (dependency: string) => /^\.{0,2}(\/|$)|^\.{1,2}$/.test(dependency);

function leavesSource(dependency: string, at: number): readonly Finding[] {
  if (!isFolder(dependency)) return [];
  if (!dependency.startsWith('/') && !dependency.split('/').includes('..')) return [];
  const message = `The dependency ${dependency} is outside of the agent's source.`;
  const path = ['dependencies', String(at)];
  return [{ code: 'not-allowed', path, at: 'value', message, expected: 'a folder in it, or a package' }];
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** What the root's own files name is installed anyway. */
function installCommand(dependencies: readonly string[]): string {
  const packages = dependencies.filter((one) => !isFolder(one)).map(quoted);
  const folders = dependencies.filter(isFolder).map((one) => one.replace(/^(\.\/)+|\/+$/g, ''));
  return [
    ...(packages.length > 0 ? [`pip install ${packages.join(' ')}`] : []),
    ...folders.filter((folder) => folder !== '' && folder !== '.').map(installFolder),
  ].join('\n');
}

function installFolder(folder: string): string {
  const at = (file: string) => quoted(`./${folder}/${file}`);
  return `if [ -f ${at('pyproject.toml')} ] || [ -f ${at('setup.py')} ]; then pip install ${quoted(`./${folder}`)}
elif [ -f ${at('requirements.txt')} ]; then pip install -r ${at('requirements.txt')}
fi`;
}

function unreadEnv(file: string): Finding {
  return {
    code: 'suspicious-value',
    severity: 'warning',
    path: ['env'],
    at: 'value',
    message: `The variables in ${file} are not read, since ${LANGGRAPH_FILE} is used without them.`,
    expected: "variables as an object, or env and secrets in the agent's declaration",
  };
}
