import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

import { detectSteps } from '../../../runtime/images/layers/detect.ts';
import { layerDockerfile } from '../../../runtime/images/layers/dockerfile.ts';
import { buildScript } from '../../../runtime/images/layers/script.ts';
import { manifestWith } from '../../support/images/agents.ts';

const command = (text: string) => buildScript([{ type: 'command', command: text }]);

describe('the script of a build', () => {
  it('hands a build command to a shell as it is written, whatever quotes are in it', () => {
    const script = command(`printf '%s' "it's" && printf %s '"$HOME"'`);
    const ran = spawnSync('sh', ['-c', script.replace(/^mkdir.*$/m, '')], { encoding: 'utf8' });
    assert.equal(ran.stdout.split('\n').at(-1), `it's"$HOME"`);
  });

  it('ends with the first command that fails, for a half-built agent must not become a layer', () => {
    const script = command('false; echo unreachable');
    const ran = spawnSync('sh', ['-c', script.replace(/^mkdir.*$/m, '')], { encoding: 'utf8' });
    assert.notEqual(ran.status, 0);
    assert.doesNotMatch(ran.stdout, /unreachable/);
  });

  it('is a valid shell script for every combination of dependency files', () => {
    const files = [
      'requirements.txt',
      'pyproject.toml',
      'package.json',
      'yarn.lock',
      'Cargo.toml',
      'Cargo.lock',
    ];
    for (const runtime of ['python3', 'node', 'rust', 'command']) {
      const steps = detectSteps(files, manifestWith({ runtime, build_command: 'make' }));
      const checked = spawnSync('sh', ['-n', '-c', buildScript(steps)], { encoding: 'utf8' });
      assert.equal(checked.status, 0, checked.stderr);
    }
  });
});

describe('the Dockerfile of a layer', () => {
  const of = (space: string) =>
    layerDockerfile({ space, agent: 'a', from: 'raworc_build:1', hasSteps: true });

  it('runs the build as the agent’s user', () => {
    assert.match(of('one'), /USER 10001:10001[^]*RUN/);
  });

  it('shares no cache between spaces, for build code may write what it likes into one', () => {
    const ids = (text: string) => [...text.matchAll(/,id=([^,]+),/g)].map(([, id]) => id);
    const shared = ids(of('one')).filter((id) => ids(of('two')).includes(id));
    assert.deepEqual(shared, []);
  });

  it('runs no container where there is nothing to build', () => {
    const text = layerDockerfile({ space: 'one', agent: 'a', from: 'raworc_build:1', hasSteps: false });
    assert.doesNotMatch(text, /RUN|raworc_build/);
  });

  it('keeps only the agent’s folder', () => {
    assert.match(of('one'), /FROM scratch\nCOPY --from=build \/agents\/a \/agents\/a\n$/);
  });
});
