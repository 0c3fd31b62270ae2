// `raworc validate` and the routing tests that stand in a config repository: judged without a server, shown at their lines.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';

const main = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;

function validate(context: TestContext, tests: string, source = '{ path: agents/seller }') {
  const dir = mkdtempSync(join(tmpdir(), 'raworc-validate-'));
  context.after(() => rmSync(dir, { recursive: true }));
  const manifest = (description: string) =>
    JSON.stringify({ runtime: 'python3', handler: 'main.process_message', description });
  const document = (kind: string, metadata: string, spec: string) =>
    `apiVersion: raworc.dev/v1\nkind: ${kind}\nmetadata: { ${metadata} }\nspec:\n${spec}`;
  const files = {
    'spaces/sales.yaml': [
      document('Space', 'name: sales', `  routing:\n    default: clerk\n    tests:\n${tests}`),
      document('Agent', 'name: clerk, space: sales', '  source: { path: agents/clerk }\n'),
      document('Agent', 'name: seller, space: sales', `  source: ${source}\n`),
    ].join('---\n'),
    'agents/clerk/raworc.json': manifest('Holidays and payroll'),
    'agents/seller/raworc.json': manifest('Deals and customers'),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const { status, stdout } = spawnSync(process.execPath, [main, 'validate', dir], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, out: stdout };
}

test('what the manifests in the tree say of their agents counts', (context) => {
  const { status, out } = validate(context, '      - { message: our deals, agent: seller }\n');
  assert.equal(status, 0, out);
  assert.equal(out, '');
});

test('a test that fails is shown at its line, and the exit status tells a pipeline', (context) => {
  const { status, out } = validate(
    context,
    '      - { message: our deals, agent: seller }\n      - { message: our deals, agent: clerk }\n',
  );
  assert.equal(status, 1);
  assert.match(
    out,
    /^spaces\/sales\.yaml:9:9 warning "our deals" goes to seller \(by lexical, 0\.6\), not to clerk\./,
  );
  assert.match(out, /\[failing-routing-test\]/);
});

test('what an agent elsewhere says of itself is not known here, and nobody is blamed for that', (context) => {
  const { status, out } = validate(
    context,
    '      - { message: our deals, agent: seller }\n',
    '{ repo: github.com/company/seller }',
  );
  assert.equal(status, 0, out);
  assert.match(out, /can't be told: the manifest of seller is not known here/);
});
