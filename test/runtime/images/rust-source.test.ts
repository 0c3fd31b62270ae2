import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { generatedFiles, packageName } from '../../../runtime/images/layers/generated-files.ts';
import type { BuildStep } from '../../../runtime/images/layers/detect.ts';
import { manifestWith, sourceFiles } from '../../support/images/agents.ts';

const NAMES: readonly (readonly [why: string, text: string, name: string | undefined])[] = [
  ['as cargo writes it', '[package]\nname = "calculator"\nversion = "0.1.0"\n', 'calculator'],
  ['after other fields and a comment', "[package] # ours\nedition='2021'\nname='x-y'\n", 'x-y'],
  ['not that of a binary', '[[bin]]\nname = "tool"\n\n[package]\nname = "lib"\n', 'lib'],
  ['not that of a later section', '[package]\nversion = "1"\n[lib]\nname = "other"\n', undefined],
  ['none in a workspace', '[workspace]\nmembers = ["a"]\n', undefined],
];

describe('the name of a crate', () => {
  for (const [why, text, name] of NAMES) {
    it(`is found ${why}`, () => assert.equal(packageName(text), name));
  }
});

describe('the launcher of a Rust handler', () => {
  const rust: readonly BuildStep[] = [{ type: 'rust', locked: false, launcher: true }];
  const agent = (handler?: string) => ({
    agent: 'a',
    manifest: manifestWith({ runtime: 'rust', ...(handler === undefined ? {} : { handler }) }),
  });
  const crate = sourceFiles({ 'Cargo.toml': '[package]\nname = "x"\n' });

  it('is put where the script builds it', () => {
    const paths = generatedFiles(agent('lib.answer'), crate, rust).map(({ path }) => path);
    assert.ok(paths.includes('.raworc/launcher/Cargo.toml'), paths.join(' '));
  });

  it('is not made for agents that are called in another way', () => {
    assert.deepEqual(generatedFiles(agent(), crate, [{ type: 'rust', locked: false, launcher: false }]), []);
  });

  it('can’t be made without a crate, which is said before a container runs', () => {
    assert.throws(() => generatedFiles(agent('lib.answer'), [], rust), { code: 'SOURCE_UNUSABLE' });
  });

  it('refuses a handler that is no name in Rust, for it would be compiled as code', () => {
    assert.throws(() => generatedFiles(agent('lib.a(); evil'), crate, rust), { code: 'SOURCE_UNUSABLE' });
  });
});
