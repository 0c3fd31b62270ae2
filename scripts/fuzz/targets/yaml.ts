// Files of the config repository: written by whoever may open a pull request.

import { array, type Arbitrary, constantFrom, integer, oneof, record, string } from 'fast-check';
import { createLoader } from '../../../schemas/load/loader.ts';
import { createSource } from '../../../schemas/text/source.ts';
import { readYaml } from '../../../schemas/yaml/read.ts';
import { dump } from 'js-yaml';
import { damagedText, damagedValue, oddText } from '../damage.ts';
import { openTarget, type Target } from '../target.ts';

const name = oneof(
  { arbitrary: constantFrom('sales', 'ops', 'bot', 'KEY', 'reader'), weight: 8 },
  { arbitrary: oddText, weight: 1 },
);
const declared = (kind: string, spec: Arbitrary<unknown>, metadata: Arbitrary<unknown>) =>
  record({
    apiVersion: constantFrom('raworc.dev/v1', 'raworc.dev/v2'),
    kind: constantFrom(kind),
    metadata,
    spec,
  });
const some = <T>(fields: Record<string, Arbitrary<T>>): Arbitrary<unknown> =>
  record(fields, { requiredKeys: [] });
const duration = constantFrom('5m', '30m', '1d', '0', 'never', '1x', '-1m');
const inSpace = record({ name, space: name });

const space = declared(
  'Space',
  some<unknown>({
    description: string(),
    resources: some<unknown>({
      cpus: constantFrom(0.5, 2, -1),
      memory: constantFrom('512Mi', '2Gi', 'lots'),
      pids: integer(),
      storage: constantFrom('1Gi', '0'),
    }),
    isolation: constantFrom('runc', 'runsc', 'none'),
    network: some<unknown>({ egress: constantFrom('internet', 'none', 'all') }),
    sessions: some<unknown>({
      rollout: constantFrom('onIdle', 'immediate', 'newSessions', 'never'),
      idle: some<unknown>({ pauseAfter: duration, suspendAfter: duration, closeAfter: duration }),
      warm: integer({ min: -1, max: 60 }),
      max: integer({ min: -1, max: 60 }),
    }),
    routing: some<unknown>({
      default: name,
      rules: array(
        some<unknown>({
          match: constantFrom('^deal', '(a+)+$', '[', '(?<=x)y', 'x{1,99999}', '\\p{L}+'),
          agent: name,
        }),
        { maxLength: 3 },
      ),
    }),
    prune: constantFrom('auto', 'confirm', 'never', 'maybe'),
  }),
  record({ name, labels: constantFrom({}, { team: 'sales' }, { 'a/b': '1' }) }),
);
const agent = declared(
  'Agent',
  record(
    {
      source: oneof(
        record({ path: oneof(constantFrom('agents/bot', '.'), oddText) }),
        record({ repo: constantFrom('o/r', 'github.com/o/r', 'https://x/y', 'ssh://'), ref: oddText }),
        record({ repo: constantFrom('o/r'), semver: constantFrom('^1.2', '>=1 <2', 'x.y') }),
      ),
      purpose: string(),
      env: some<unknown>({ LOG_LEVEL: oddText, A: string() }),
      secrets: array(name, { maxLength: 3 }),
      schedules: array(
        some<unknown>({
          name,
          cron: constantFrom('0 9 * * 1', '*/5 * * * *', '99 * * * *', ''),
          message: string(),
        }),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: ['source'] },
  ),
  inSpace,
);
const role = declared(
  'Role',
  record({
    rules: array(
      some<unknown>({
        kinds: array(constantFrom('Session', 'Agent', '*', 'Nothing'), { maxLength: 3 }),
        verbs: array(constantFrom('get', 'delete', '*', 'fly'), { maxLength: 3 }),
        names: array(oddText, { maxLength: 2 }),
      }),
      { maxLength: 3 },
    ),
  }),
  record({ name }),
);
const binding = declared(
  'RoleBinding',
  record({
    role: constantFrom('viewer', 'admin', 'reader', 'nobody'),
    subjects: array(oneof(record({ account: name }), record({ githubTeam: oddText })), { maxLength: 3 }),
    spaces: array(oneof(name, constantFrom('*')), { maxLength: 3 }),
  }),
  record({ name }),
);
const secret = declared('Secret', record({ sealed: constantFrom('YWdl', '', '-----BEGIN') }), inSpace);

const document = oneof(space, agent, role, binding, secret);
const file = array(damagedValue(document), { minLength: 1, maxLength: 3 }).map((documents) =>
  documents.map((each) => `---\n${dump(each)}`).join(''),
);

export const yamlTarget: Target = {
  files: [
    'schemas/yaml/read.ts',
    'schemas/yaml/construct.ts',
    'schemas/yaml/scalar.ts',
    'schemas/yaml/syntax.ts',
    'schemas/yaml/locate.ts',
    'schemas/load/loader.ts',
    'schemas/load/read-file.ts',
    'schemas/load/read-document.ts',
    'schemas/load/references.ts',
    'schemas/validate/document.ts',
    'schemas/validate/keywords.ts',
    'schemas/validate/space-checks.ts',
    'schemas/validate/agent-checks.ts',
  ],
  async open() {
    let count = 0;
    const loader = createLoader({ remember: 10 });
    return openTarget({
      inputs: damagedText(file),
      read(text) {
        const path = `spaces/sales/file.yaml`;
        const blob = String((count += 1));
        const { problems } = loader.load([{ path, blob }], () => text);
        for (const { message, line, column } of problems) {
          if (message === '' || !(line >= 1) || !(column >= 1)) throw new Error('A problem without a place.');
        }
        const read = readYaml(createSource(path, text));
        return read.type === 'documents' && read.documents.every(({ type }) => type === 'read');
      },
    });
  },
};
