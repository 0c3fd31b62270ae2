// Agents for tests of images: a source of a few files given as text, and a manifest with every default filled in.

import type { AgentBuild, SourceFile } from '../../../runtime/images/images.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';

const DEFAULTS: Manifest = {
  runtime: 'python3',
  handler: 'main.process_message',
  description: '',
  purpose: '',
  capabilities: [],
  contract: 'function',
  timeout_seconds: 300,
  concurrency: 1,
  on_interrupted: 'retry',
  env: {},
  secrets: [],
};

export const manifestWith = (fields: Partial<Manifest> = {}): Manifest => ({ ...DEFAULTS, ...fields });

export const sourceFiles = (files: Readonly<Record<string, string>>): readonly SourceFile[] =>
  Object.entries(files).map(([path, text]) => ({ path, type: 'file', bytes: Buffer.from(text) }));

export interface AgentFields {
  readonly space?: string;
  readonly agent?: string;
  readonly manifest?: Partial<Manifest>;
  readonly files: Readonly<Record<string, string>>;
}

/** The tree's id is made of the files, so that other content is another layer. */
export function agentOf({ space = 'team', agent = 'a', manifest, files }: AgentFields): AgentBuild {
  return {
    space,
    agent,
    sourceTree: JSON.stringify(files),
    manifest: manifestWith(manifest),
    async *files() {
      yield* sourceFiles(files);
    },
  };
}

export const pythonAgent = (agent: string, reply: string, space = 'team'): AgentBuild =>
  agentOf({
    space,
    agent,
    files: { 'main.py': `def process_message(message, context):\n    return ${JSON.stringify(reply)}\n` },
  });
