import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createLoader } from '../../../schemas/load/loader.ts';
import type { LoadedFile, Loader } from '../../../schemas/load/loader.ts';
import { agent, space } from './documents.ts';

/** Loads files given as text; the text is its own blob id. `reads` counts what was read. */
function load(tree: Readonly<Record<string, string>>, loader: Loader = createLoader()) {
  const files = Object.entries(tree).map(([path, blob]): LoadedFile => ({ path, blob }));
  const reads: string[] = [];
  const declaration = loader.load(files, (blob) => {
    reads.push(blob);
    return new TextEncoder().encode(blob);
  });
  return { declaration, reads };
}

test('spaces and agents are declared, sorted by name, with where they stand', () => {
  const { declaration } = load({
    'spaces/b/all.yaml': `# two\n${space('b')}---\n${agent('z', 'b')}---\n${agent('a', 'b')}`,
    'spaces/a/space.yml': space('a'),
  });
  assert.deepEqual(declaration.problems, []);
  assert.deepEqual(declaration.unreadable, []);
  assert.deepEqual(
    declaration.spaces.map(({ name }) => name),
    ['a', 'b'],
  );
  assert.deepEqual(
    declaration.agents.map(({ name, position }) => [name, position.line]),
    [
      ['a', 12],
      ['z', 6],
    ],
  );
});

test('a declaration survives being handed to another thread', () => {
  const { declaration } = load({ 'spaces/a.yaml': `${space('a')}---\n${agent('x', 'nowhere')}` });
  assert.deepEqual(structuredClone(declaration), declaration);
});

test('the digest ignores order, comments and defaults that are written out, and nothing else', () => {
  const digest = (text: string) => load({ 'spaces/a.yaml': text }).declaration.spaces[0]?.digest;
  const plain = digest(space('a'));
  assert.match(plain ?? '', /^[0-9a-f]{64}$/);
  assert.equal(digest(`# why\n${space('a')}spec: { prune: confirm, network: {} }\n`), plain);
  assert.notEqual(digest(`${space('a')}spec: { prune: never }\n`), plain);
  assert.notEqual(digest(space('a').replace('name: a', 'name: a, labels: { x: y }')), plain);
});

test('only YAML below the config path is read, and neither hidden folders nor installed packages', () => {
  const { declaration, reads } = load(
    {
      'deploy/spaces/a.yaml': space('a'),
      'deploy/.github/b.yaml': space('b'),
      'deploy/node_modules/x/c.yaml': space('c'),
      'deploy/spaces/readme.md': 'text',
      'spaces/d.yaml': space('d'),
    },
    createLoader({ configPath: './deploy/' }),
  );
  assert.deepEqual(
    declaration.spaces.map(({ name }) => name),
    ['a'],
  );
  assert.equal(reads.length, 1);
});

const ELSEWHERE: readonly (readonly [string, number, string])[] = [
  ['services: { web: { image: x } }\n', 0, 'somebody else’s file'],
  ['apiVersion: apps/v1\nkind: Deployment\n', 0, 'somebody else’s kind'],
  ['{{ template }}: [\n', 0, 'a template that is no YAML at all'],
  ['# see raworc\nfoo: [\n', 0, 'broken, but it only speaks of us'],
  ['apiVersion: raworc.dev/v1\nkind: Agent\nfoo: [\n', 1, 'broken, and it says that it is ours'],
  ['apiVersion: raworc.dve/v1\nkind: Space\nmetadata: { name: a }\n', 1, 'nearly ours'],
];

for (const [text, problems, why] of ELSEWHERE) {
  test(`outside of spaces/ ${JSON.stringify(text.slice(0, 24))} has ${problems} problems: ${why}`, () => {
    const { declaration } = load({ 'agents/x/config.yaml': text });
    assert.equal(declaration.problems.length, problems);
    assert.equal(declaration.unreadable.length, problems);
  });
}

test('below spaces/ every document is meant for us, so that a slip in its first line is not a removal', () => {
  const { declaration } = load({
    'spaces/a.yaml': 'apiVersoin: raworc.dev/v1\nkind: Space\nmetadata: { name: a }\n',
  });
  assert.equal(declaration.problems[0]?.code, 'missing-field');
  assert.deepEqual(declaration.unreadable, ['spaces/a.yaml']);
});

test('a file that moves is read again, for its places name it', () => {
  const loader = createLoader();
  load({ 'spaces/a.yaml': space('a') }, loader);
  const { declaration } = load({ 'spaces/b.yaml': space('a') }, loader);
  assert.equal(declaration.spaces[0]?.position.file, 'spaces/b.yaml');
});

test('after a commit only changed files are read, whatever else is declared', () => {
  const loader = createLoader();
  const tree = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [`spaces/a/${index}.yaml`, agent(`agent-${index}`, 'a')]),
  );
  tree['spaces/a/space.yaml'] = space('a');
  assert.equal(load(tree, loader).reads.length, 201);
  assert.equal(load(tree, loader).reads.length, 0);
  const changed = `${agent('agent-7', 'a')}  purpose: Another\n`;
  const { declaration, reads } = load({ ...tree, 'spaces/a/7.yaml': changed }, loader);
  assert.deepEqual(reads, [changed]);
  assert.equal(declaration.agents.length, 200);
  assert.equal(declaration.agents.find(({ name }) => name === 'agent-7')?.spec.purpose, 'Another');
});

test('what is remembered is bounded, and what was used last stays', () => {
  const loader = createLoader({ remember: 2 });
  load({ 'spaces/a.yaml': space('a'), 'spaces/b.yaml': space('b') }, loader);
  load({ 'spaces/a.yaml': space('a') }, loader);
  load({ 'spaces/c.yaml': space('c') }, loader);
  assert.equal(load({ 'spaces/a.yaml': space('a') }, loader).reads.length, 0);
  assert.equal(load({ 'spaces/b.yaml': space('b') }, loader).reads.length, 1);
});

test('bytes that are no UTF-8 are a problem of that file alone', () => {
  const loader = createLoader();
  const bad = Buffer.concat([Buffer.from(space('a')), Buffer.from('# caf'), Buffer.from([0xe9, 0x0a])]);
  const declaration = loader.load(
    [
      { path: 'spaces/a.yaml', blob: '1' },
      { path: 'spaces/b.yaml', blob: '2' },
    ],
    (blob) => (blob === '1' ? bad : Buffer.from(space('b'))),
  );
  const [problem] = declaration.problems;
  assert.deepEqual([problem?.code, problem?.line, problem?.column], ['invalid-utf8', 4, 6]);
  assert.deepEqual(
    declaration.spaces.map(({ name }) => name),
    ['b'],
  );
});

test('a file of 100 MB is refused by its size, quickly', () => {
  const huge = Buffer.alloc(100 * 1024 * 1024, '# raworc.dev/v1\n');
  const started = performance.now();
  const declaration = createLoader().load([{ path: 'spaces/a.yaml', blob: '1' }], () => huge);
  assert.ok(performance.now() - started < 2000);
  assert.deepEqual(
    declaration.problems.map(({ code, line, column }) => [code, line, column]),
    [['file-too-large', 1, 1]],
  );
  assert.deepEqual(declaration.unreadable, ['spaces/a.yaml']);
});

test('ten thousand agents are read in a few seconds at most, and ten changed ones at once', () => {
  const texts = new Map<string, Uint8Array>();
  const file = (path: string, blob: string, text: string): LoadedFile => {
    texts.set(blob, new TextEncoder().encode(text));
    return { path, blob };
  };
  const spaces = Array.from({ length: 100 }, (_, at) =>
    file(`spaces/s${at}/space.yaml`, `s${at}`, space(`s${at}`)),
  );
  const agents = Array.from({ length: 10_000 }, (_, at) =>
    file(`spaces/s${at % 100}/${at}.yaml`, `a${at}`, agent(`a${at}`, `s${at % 100}`)),
  );
  const loader = createLoader();
  const read = (blob: string): Uint8Array => texts.get(blob) ?? new Uint8Array();

  const started = performance.now();
  const declaration = loader.load([...spaces, ...agents], read);
  const cold = performance.now() - started;
  assert.equal(declaration.agents.length, 10_000);
  assert.ok(cold < 6000, `cold took ${Math.round(cold)} ms`);

  const changed = agents.map((each, at) =>
    at % 1000 === 0
      ? file(each.path, `${each.blob}-2`, `${agent(`a${at}`, `s${at % 100}`)}  purpose: New\n`)
      : each,
  );
  const again = performance.now();
  const next = loader.load([...spaces, ...changed], read);
  const warm = performance.now() - again;
  assert.equal(next.agents.filter(({ spec }) => spec.purpose === 'New').length, 10);
  assert.ok(warm < 500, `ten changed files took ${Math.round(warm)} ms`);
});
