// The dashboard and the alert rules that ship: Prometheus' own checker accepts them, the rules do what their tests say, and
// they speak of nothing that the server does not tell.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createMetrics } from '../../../server/telemetry/metrics/create-metrics.ts';
import { openStore } from '../../../state/store/open.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { promtool } from '../../support/machine/promtool.ts';

const folder = new URL('../../../examples-repo/monitoring/', import.meta.url);
const fileOf = (name: string): string => new URL(name, folder).pathname;
const textOf = (name: string): string => readFileSync(fileOf(name), 'utf8');

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

/** Each with its type, as they stand in `# TYPE`. */
async function toldTypes(): Promise<ReadonlyMap<string, string>> {
  const metrics = createMetrics({ version: '1.2.3' });
  await using store = await openStore('sqlite::memory:', { random: randomBytes }).then((opened) => ({
    opened,
    [Symbol.asyncDispose]: () => opened.close(),
  }));
  metrics.lookUpIn({
    store: store.opened,
    clock: createManualClock(),
    quotas: () => [],
    deliveries: () => new Map(),
  });
  const types = (await metrics.render()).matchAll(/^# TYPE (\S+) (\S+)$/gm);
  return new Map([...types].map(([, name = '', type = '']) => [name, type]));
}

/** With what a histogram adds to its own. */
async function toldNames(): Promise<ReadonlySet<string>> {
  const names = [...(await toldTypes())].flatMap(([name, type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  return new Set(names);
}

const namesIn = (text: string): readonly string[] => [
  ...new Set(text.match(/\b(raworc|nodejs|process)_[a-z0-9_]+\b/g)),
];

test('Prometheus accepts the rules', async () => {
  const { code, output } = await promtool(['check', 'rules', fileOf('alerts.yaml')]);
  assert.equal(code, 0, output);
});

test('each rule is raised by what it is for, and by nothing else that its tests know', async () => {
  const { code, output } = await promtool(['test', 'rules', fileOf('alerts.test.yaml')]);
  assert.equal(code, 0, output);
});

test('rules and panels ask for nothing that is not told: an empty panel looks like good news', async () => {
  const told = await toldNames();
  const dashboard = JSON.parse(textOf('dashboard.json')) as Dashboard;
  const asked = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n');
  const names = namesIn(
    `${asked}\n${textOf('alerts.yaml').replaceAll(/^ +(summary|description): .*$/gm, '')}`,
  );
  assert.ok(names.length > 15, 'the names were found');
  assert.deepEqual(
    names.filter((name) => !told.has(name)),
    [],
  );
});

test('what a panel asks for is a question that Prometheus understands', async (t) => {
  const { panels } = JSON.parse(textOf('dashboard.json')) as Dashboard;
  const asked = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const rules = asked.map((expr, at) => ({
    record: `panel:${at}`,
    expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$space', '.*'),
  }));
  const temporary = mkdtempSync(join(tmpdir(), 'raworc-rules-'));
  t.after(() => rmSync(temporary, { recursive: true, force: true }));
  const file = join(temporary, 'rules.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
  const { code, output } = await promtool(['check', 'rules', file]);
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`${rules.length} rules found`));
});

test('every rule says what is wrong and what to do', () => {
  const rules = textOf('alerts.yaml').match(/- alert: /g)?.length;
  for (const field of ['summary', 'description', 'severity'])
    assert.equal(textOf('alerts.yaml').match(new RegExp(`${field}: `, 'g'))?.length, rules, field);
});

test('what is told and what the documentation says is told are the same', async () => {
  const documentation = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
  const documented = [...documentation.matchAll(/^\| `(raworc_[a-z_]+)` /gm)].map(([, name]) => name);
  const told = [...(await toldTypes()).keys()].filter((name) => name.startsWith('raworc_'));
  assert.ok(documented.length > 15, 'the table was found');
  assert.equal(new Set(documented).size, documented.length, 'each once');
  assert.deepEqual(new Set(documented), new Set(told));
});
