// `raworc.json`: written by whoever wrote the agent.

import { array, constantFrom, dictionary, integer, oneof, option, record, string } from 'fast-check';
import { readJson } from '../../../schemas/json/read.ts';
import { createSource } from '../../../schemas/text/source.ts';
import { validateManifest } from '../../../schemas/validate/manifest.ts';
import { damagedText, damagedValue, oddText } from '../damage.ts';
import { openTarget, type Target } from '../target.ts';

const name = constantFrom('API_KEY', 'LOG_LEVEL', 'PATH', 'a', 'RAWORC_SOCKET', 'x-y');
const manifest = record(
  {
    runtime: constantFrom('python', 'python3.12', 'node', 'node20', 'rust', 'command', 'cobol'),
    handler: oneof(constantFrom('main.process_message', 'index.processMessage', 'lib.f', 'a:b'), oddText),
    description: string(),
    name: constantFrom('bot', 'sales-agent', 'Bot', ''),
    version: constantFrom('1.0.0', '1', 'x'),
    purpose: string(),
    capabilities: array(string(), { maxLength: 4 }),
    contract: constantFrom('function', 'exec', 'http', 'ftp'),
    command: array(oneof(constantFrom('python', 'app.py', 'sh', '-c'), oddText), { maxLength: 4 }),
    http: record({ port: option(integer()), protocol: constantFrom('invocations', 'responses') }),
    build_command: oneof(constantFrom('make', 'npm run build'), oddText),
    timeout_seconds: oneof(integer({ min: -1, max: 90_000 }), constantFrom(0.5, 1e300)),
    concurrency: integer({ min: 0, max: 200 }),
    on_interrupted: constantFrom('retry', 'fail', 'ignore'),
    env: dictionary(name, oneof(string(), oddText), { maxKeys: 3 }),
    secrets: array(name, { maxLength: 3 }),
    resources: record({ cpus: constantFrom(0.5, -1, '1'), memory: constantFrom('512Mi', '1Zi', '') }),
    descripton: string(),
  },
  { requiredKeys: ['runtime'] },
);

export const manifestTarget: Target = {
  files: [
    'schemas/json/read.ts',
    'schemas/validate/manifest.ts',
    'schemas/validate/manifest-rules.ts',
    'schemas/validate/explain.ts',
    'schemas/validate/describe.ts',
    'schemas/validate/finding.ts',
  ],
  open: async () =>
    openTarget({
      inputs: damagedText(damagedValue(manifest).map((value) => JSON.stringify(value, null, 2) ?? '')),
      read(text) {
        const result = validateManifest('raworc.json', text);
        const problems = result.type === 'valid' ? result.warnings : result.problems;
        if (result.type === 'invalid' && problems.length === 0) throw new Error('Refused without a reason.');
        for (const { message, line, column } of problems) {
          if (message === '' || !(line >= 1) || !(column >= 1)) throw new Error('A problem without a place.');
        }
        return readJson(createSource('raworc.json', text)).type !== 'broken';
      },
    }),
};
