// The config repository that people copy: it validates, and each of its agents builds and answers.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import type { AgentBuild, SourceFile } from '../../../runtime/images/images.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import { manifestWith } from '../../support/images/agents.ts';
import { openImageBench, type ImageBench } from '../../support/images/bench.ts';

const AGENTS = new URL('../../../examples-repo/agents/', import.meta.url).pathname;

let bench: ImageBench;
before(async () => {
  bench = await openImageBench();
});
after(() => bench.close());

function sourceOf(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => ({ path, type: 'file', bytes: readFileSync(join(folder, path)) }));
}

function exampleAgent(name: string, space: string): AgentBuild {
  const source = sourceOf(AGENTS + name);
  const manifest = JSON.parse(readFileSync(`${AGENTS}${name}/raworc.json`, 'utf8')) as Partial<Manifest>;
  return {
    space,
    agent: name,
    sourceTree: 'example',
    manifest: manifestWith(manifest),
    async *files() {
      yield* source;
    },
  };
}

const python = (message: string) =>
  `.venv/bin/python -c 'import asyncio, inspect, main; reply = main.process_message("${message}", {"session_id": "s", "workspace": "/tmp"}); print(asyncio.run(reply) if inspect.iscoroutine(reply) else reply)' | tail -n 1`;

const ANSWERS: readonly (readonly [agent: string, command: string, answer: RegExp])[] = [
  ['greeter', python('Ada'), /^Hello, Ada!$/],
  ['dates', python('1 May 2026 to 24 Dec 2026'), /^237 days: 7 months, 23 days$/],
  ['planner', python(''), /^Say for when:/],
  ['notes', python('remember milk'), /^Noted\. It is the first note\.$/],
  [
    'text-stats',
    `node --input-type=module -e 'import { processMessage } from "/agents/text-stats/index.js"; console.log(processMessage("The cat sat on the mat."))'`,
    /^6 words, 1 sentence, 6 syllables, reading ease 100 of 100$/,
  ],
  [
    'calculator',
    `echo '{"type":"turn","turn":"t","message":"2 * (3 + 4)","context":{}}' | .raworc/worker 3<&0 4>&1`,
    /2 \* \(3 \+ 4\) = 14/,
  ],
];

describe('the agents of the example repository', () => {
  it('are all tried here', () => {
    assert.deepEqual(readdirSync(AGENTS).sort(), ANSWERS.map(([agent]) => agent).sort());
  });

  it('build into one space and answer, read-only and without rights', async () => {
    const space = bench.space('examples');
    const layers = await Promise.all(
      ANSWERS.map(async ([agent]) => {
        const { hash } = await bench.images.ensureLayer(exampleAgent(agent, space), { signal: bench.signal });
        return { agent, hash };
      }),
    );
    const { image } = await bench.images.ensureSpaceImage({ space, layers });
    for (const [agent, command, answer] of ANSWERS) {
      assert.match(await bench.run(image, `/agents/${agent}`, ['sh', '-c', command]), answer);
    }
  });
});
