import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import type { ProblemCode } from '../../../schemas/problem.ts';
import { validateManifest } from '../../../schemas/validate/manifest.ts';

const DEFAULTS: Omit<Manifest, 'runtime' | 'handler'> = {
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

const VALID: readonly (readonly [string, Partial<Manifest>, string])[] = [
  [
    '{"runtime":"python3","handler":"main.process_message","description":"Answers sales questions"}',
    { runtime: 'python3', handler: 'main.process_message', description: 'Answers sales questions' },
    'three fields are enough',
  ],
  [
    '{"runtime":"python"}',
    { runtime: 'python', handler: 'main.process_message' },
    'the handler of the earlier Raworc',
  ],
  ['{"runtime":"node20"}', { runtime: 'node20', handler: 'index.processMessage' }, 'a version may be named'],
  ['{"runtime":"rust"}', { runtime: 'rust', handler: 'lib.process_message_sync' }, 'Rust has one too'],
  [
    '{"runtime":"command","command":["./run"]}',
    { runtime: 'command', command: ['./run'], contract: 'exec' },
    'a command has no functions, so a process per message is meant',
  ],
  [
    '{"runtime":"python3","contract":"http","command":["python","app.py"]}',
    { runtime: 'python3', contract: 'http', command: ['python', 'app.py'] },
    'a server has no handler',
  ],
];

for (const [text, fields, why] of VALID) {
  test(`${text} is valid: ${why}`, () => {
    const result = validateManifest('raworc.json', text);
    assert.deepEqual(result, { type: 'valid', manifest: { ...DEFAULTS, ...fields }, warnings: [] });
  });
}

const INVALID: readonly (readonly [string, ProblemCode, string, string | undefined, string])[] = [
  ['{"handler":"main.f"}', 'missing-field', '1:1', undefined, 'without a runtime nothing can be built'],
  ['{\n  "runtime": "pyhton3"\n}', 'bad-format', '2:14', 'python3', 'the runtime is misspelt'],
  ['{"runtime":3}', 'wrong-type', '1:12', '"3"', 'the runtime is a number'],
  ['{"runtime":"python3","contract":"rest"}', 'not-allowed', '1:33', undefined, 'there is no such contract'],
  ['{"runtime":"node","contract":"htpp"}', 'not-allowed', '1:30', 'http', 'the contract is misspelt'],
  ['{"runtime":"command"}', 'missing-field', '1:1', undefined, 'there is nothing to start'],
  ['{"runtime":"node","contract":"exec"}', 'missing-field', '1:30', undefined, 'there is nothing to start'],
  [
    '{"runtime":"command","contract":"function"}',
    'conflicting-fields',
    '1:33',
    undefined,
    'there is nothing to call',
  ],
  ['{"runtime":"node","timeout_seconds":0}', 'out-of-range', '1:37', undefined, 'no turn can end in no time'],
  ['{"runtime":"node","env":{"A":1}}', 'wrong-type', '1:30', '"1"', 'environment variables are text'],
  [
    '{"runtime":"node","secrets":["RAWORC_X"]}',
    'not-allowed',
    '1:30',
    undefined,
    'the name is the runtime’s',
  ],
  ['{"runtime":"node","handler":"../x.f"}', 'bad-format', '1:29', undefined, 'a handler is no path'],
  ['["runtime"]', 'wrong-type', '1:1', undefined, 'a list is no manifest'],
  ['{"runtime":"node",}', 'json-syntax', '1:19', undefined, 'a comma too many'],
  ['{"runtime":"node","runtime":"rust"}', 'duplicate-key', '1:19', undefined, 'one of them would be lost'],
  ['x'.repeat(1024 * 1024 + 1), 'file-too-large', '1:1', undefined, 'nobody writes such a manifest'],
];

for (const [text, code, at, suggestion, why] of INVALID) {
  test(`${text.slice(0, 60)} is ${code} at ${at}: ${why}`, () => {
    const result = validateManifest('agents/a/raworc.json', text);
    const [problem, ...more] = result.type === 'invalid' ? result.problems : [];
    assert.deepEqual(more, []);
    assert.deepEqual([problem?.file, problem?.code], ['agents/a/raworc.json', code]);
    assert.deepEqual([`${problem?.line}:${problem?.column}`, problem?.suggestion], [at, suggestion]);
  });
}

test('fields of other versions are warned about and left out, so that old manifests stay valid', () => {
  const result = validateManifest('raworc.json', '{"runtime":"node","entry_point":"x","descripton":"y"}');
  assert.ok(result.type === 'valid');
  const { manifest, warnings } = result;
  assert.deepEqual(manifest, { ...DEFAULTS, runtime: 'node', handler: 'index.processMessage' });
  assert.deepEqual(
    warnings.map(({ severity, column, suggestion }) => [severity, column, suggestion]),
    [
      ['warning', 19, undefined],
      ['warning', 37, 'description'],
    ],
  );
});

test('a byte order mark in front is passed over, for editors on Windows write one', () => {
  assert.equal(validateManifest('raworc.json', '\uFEFF{"runtime":"node"}').type, 'valid');
});

test('a key that every object has, or that could poison one, is only an unknown field', () => {
  const result = validateManifest(
    'raworc.json',
    '{"runtime":"node","__proto__":{"contract":"http"},"toString":1}',
  );
  assert.equal(result.type === 'valid' && result.manifest.contract, 'function');
});
