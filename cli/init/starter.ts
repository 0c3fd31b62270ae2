// What a config repository begins with: one space and one agent that answers. Pure.

export const starterRuntimes = ['python3', 'node'] as const;
export type StarterRuntime = (typeof starterRuntimes)[number];

export interface Starter {
  readonly space: string;
  readonly agent: string;
  readonly runtime: StarterRuntime;
}

/** Texts by their path in the repository. */
export type StarterFiles = Readonly<Record<string, string>>;

interface Code {
  readonly handler: string;
  readonly files: StarterFiles;
}

const python = `"""Answers every message. Replace the function with what your agent does."""


def process_message(message, context):
    # What is printed goes to the log (\`raworc session logs\`), never into the reply.
    print("answering in session", context["session_id"])
    # Files under this folder stay with the session; all agents of the space see them.
    workspace = context["workspace"]
    return f"You said {message!r}. My files are in {workspace}."
`;

const node = `// Answers every message. Replace the function with what your agent does.

export function processMessage(message, context) {
  // What is printed goes to the log (\`raworc session logs\`), never into the reply.
  console.log('answering in session', context.session_id);
  // Files under this folder stay with the session; all agents of the space see them.
  return \`You said \${JSON.stringify(message)}. My files are in \${context.workspace}.\`;
}
`;

const codes: Readonly<Record<StarterRuntime, Code>> = {
  python3: { handler: 'main.process_message', files: { 'main.py': python } },
  node: {
    handler: 'index.processMessage',
    files: { 'index.js': node, 'package.json': '{ "type": "module", "private": true }\n' },
  },
};

const readme = (space: string): string => `# What runs on Raworc

Everything under \`spaces/\` is declared here and made so by the server: to change it, change the files and merge.

\`\`\`
raworc validate .                         # what is wrong, at file:line:column
raworc plan --dir .                       # what this working tree would change
raworc session -s ${space}
\`\`\`
`;

export function starterFiles({ space, agent, runtime }: Starter): StarterFiles {
  const { handler, files } = codes[runtime];
  const manifest = { runtime, handler, description: 'Repeats what it is told' };
  const folder = `agents/${agent}`;
  return {
    'README.md': readme(space),
    [`spaces/${space}/space.yaml`]: `# A space is a team's boundary: its agents share one image, and each session is a container of it.
apiVersion: raworc.dev/v1
kind: Space
metadata: { name: ${space} }
spec:
  # Limits of each session. \`raworc schema space\` says what else there is.
  resources: { cpus: 1, memory: 512Mi }
  # Who answers when a message names nobody.
  routing: { default: ${agent} }
`,
    [`spaces/${space}/agents/${agent}.yaml`]: `apiVersion: raworc.dev/v1
kind: Agent
metadata: { name: ${agent}, space: ${space} }
spec:
  # A path alone means: in this repository. Code that lives elsewhere is { repo: github.com/company/agent, ref: main }.
  source: { path: ${folder} }
  purpose: Repeats what it is told
`,
    [`${folder}/raworc.json`]: `${JSON.stringify(manifest, null, 2)}\n`,
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])),
  };
}
