// Layers on a real engine: each kind of agent is built, put into a space's image, and called inside a hardened container.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { AgentBuild } from '../../../runtime/images/images.ts';
import { agentOf } from '../../support/images/agents.ts';
import { openImageBench, type ImageBench } from '../../support/images/bench.ts';

let bench: ImageBench;
before(async () => {
  bench = await openImageBench();
});
after(() => bench.close());

/** Builds the agent alone into a space and runs a command in its folder. */
async function runIn(agent: AgentBuild, command: readonly string[]): Promise<string> {
  const { hash } = await bench.images.ensureLayer(agent);
  const { image } = await bench.images.ensureSpaceImage({
    space: agent.space,
    layers: [{ agent: agent.agent, hash }],
  });
  return bench.run(image, `/agents/${agent.agent}`, command);
}

describe('an agent’s layer', () => {
  it('holds native Python packages, which work read-only and without rights', async () => {
    const agent = agentOf({
      space: bench.space('python'),
      files: {
        'main.py': 'import orjson\nprint(orjson.dumps({"a": 1}).decode())\n',
        'requirements.txt': 'orjson==3.11.4\n',
      },
    });
    assert.equal(await runIn(agent, ['.venv/bin/python', 'main.py']), '{"a":1}');
  });

  it('holds compiled bytecode of the agent and its packages, for nothing can be written at run time', async () => {
    const agent = agentOf({ space: bench.space('bytecode'), files: { 'main.py': 'answer = 42\n' } });
    const listed = await runIn(agent, ['sh', '-c', 'ls __pycache__']);
    assert.match(listed, /^main\.cpython-\d+\.pyc$/);
  });

  it('holds what a pyproject.toml depends on, whether it is a package or not', async () => {
    const project = '[project]\nname = "x"\nversion = "1"\ndependencies = ["six==1.17.0"]\n';
    const agent = agentOf({
      space: bench.space('project'),
      files: {
        'main.py': 'import six\nprint(six.__version__)\n',
        'pyproject.toml': project,
        'data/a.py': '',
      },
    });
    assert.equal(await runIn(agent, ['.venv/bin/python', 'main.py']), '1.17.0');
  });

  it('holds the Node.js packages that the lock file names, and those of development only while building', async () => {
    const integrity = {
      ms: 'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==',
    };
    const lock = {
      name: 'x',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'x', devDependencies: { ms: '^2.0.0' } },
        'node_modules/ms': { version: '2.1.3', integrity: integrity.ms, dev: true },
      },
    };
    const agent = agentOf({
      space: bench.space('node'),
      manifest: {
        runtime: 'node',
        build_command: `node -p "require('ms/package.json').version" > built`,
      },
      files: {
        'index.js': '',
        'package.json': JSON.stringify({ name: 'x', devDependencies: { ms: '^2.0.0' } }),
        'package-lock.json': JSON.stringify(lock),
      },
    });
    assert.equal(await runIn(agent, ['sh', '-c', 'cat built; ls -d node_modules/ms || true']), '2.1.3');
  });

  it('holds packages of two languages where an agent uses both', async () => {
    const agent = agentOf({
      space: bench.space('mixed'),
      files: {
        'main.py': 'import six\n',
        'requirements.txt': 'six==1.17.0\n',
        'package.json': '{"name":"x","dependencies":{"ms":"2.1.3"}}',
      },
    });
    const command = `.venv/bin/python -c 'import six; print(six.__version__)' && node -p "require('ms')(60000)"`;
    assert.equal(await runIn(agent, ['sh', '-c', command]), '1.17.0\n1m');
  });

  it('holds a Rust handler’s program, and a changed source is compiled again', async () => {
    const rust = (reply: string) =>
      agentOf({
        space: bench.space('rust'),
        manifest: { runtime: 'rust', handler: 'lib.answer' },
        files: {
          'Cargo.toml':
            '[package]\nname = "answerer"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nserde_json = "1"\n',
          'src/lib.rs': `pub fn answer(m: &str, _c: &serde_json::Value) -> String { format!("${reply} {m}") }\n`,
        },
      });
    const turn = '{"type":"turn","turn":"t","message":"you","context":{}}';
    const command = ['sh', '-c', `echo '${turn}' | .raworc/worker 3<&0 4>&1`];
    assert.match(await runIn(rust('hello'), command), /"hello you"/);
    assert.match(await runIn(rust('goodbye'), command), /"goodbye you"/);
  });

  it('is not built with rights: build code can’t write outside its folder', async () => {
    const agent = agentOf({
      space: bench.space('rights'),
      manifest: {
        runtime: 'command',
        contract: 'exec',
        command: ['x'],
        build_command: 'id -u > who; touch /usr/x',
      },
      files: { a: '' },
    });
    await assert.rejects(bench.images.ensureLayer(agent), (thrown: { details?: { log?: string } }) => {
      assert.match(thrown.details?.log ?? '', /touch: cannot touch '\/usr\/x'/);
      return true;
    });
  });

  it('keeps programs executable and links as they are', async () => {
    const agent = agentOf({ space: bench.space('modes'), manifest: { runtime: 'command' }, files: {} });
    async function* files() {
      yield { path: 'bin/tool', type: 'executable' as const, bytes: Buffer.from('#!/bin/sh\necho works\n') };
      yield { path: 'tool', type: 'symlink' as const, bytes: Buffer.from('bin/tool') };
    }
    assert.equal(await runIn({ ...agent, files }, ['./tool']), 'works');
  });
});
