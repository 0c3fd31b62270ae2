// What `raworc doctor` says of engines that can't do everything, from the engine's own answers.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engineVerdict } from '../../../cli/doctor/engine-verdict.ts';
import {
  engineFacts,
  type InfoAnswer,
  type VersionAnswer,
} from '../../../runtime/containers/docker/engine-facts.ts';

const limits = { MemoryLimit: true, PidsLimit: true, CpuCfsQuota: true };
const docker: VersionAnswer = { Components: [{ Name: 'Engine' }, { Name: 'containerd' }] };
const podman: VersionAnswer = { Components: [{ Name: 'Podman Engine' }, { Name: 'Conmon' }] };
const rootless = ['name=seccomp,profile=default', 'name=rootless'];

const verdictOf = (info: InfoAnswer, version: VersionAnswer, buildKit = version === docker) =>
  engineVerdict({ version: '24.0.1', buildKit, storageLimits: false, ...engineFacts(info, version) });

describe('what the doctor says of an engine', () => {
  it('is that all is well where it can do everything that nothing else makes up for', () => {
    const { result, message } = verdictOf({ ...limits, SecurityOptions: ['name=seccomp'] }, docker);
    assert.equal(result, 'ok');
    assert.match(message, /^Docker Engine 24\.0\.1 answers; .* measured instead\.$/u);
  });

  const lacking = [
    [
      'a rootless engine without delegated controllers, for its limits are but words',
      { ...limits, CpuCfsQuota: false, SecurityOptions: rootless },
      docker,
      /^Rootless Docker Engine .* can’t limit cpus/u,
      /delegated to the user/u,
    ],
    [
      'an engine whose kernel counts no processes, for a fork bomb takes the machine down',
      { ...limits, PidsLimit: false },
      docker,
      /can’t limit pids/u,
      /in the kernel/u,
    ],
    [
      'Podman’s socket, whose networks can’t be filtered and whose builds are slow',
      limits,
      podman,
      /^Podman .*only `egress: none`.*no BuildKit/u,
      /egress: none/u,
    ],
  ] as const;
  for (const [what, info, version, message, hint] of lacking)
    it(`warns of ${what}`, () => {
      const verdict = verdictOf(info, version);
      assert.equal(verdict.result, 'warning');
      assert.match(verdict.message, message);
      assert.match(verdict.hint ?? '', hint);
    });

  it('does not warn of a rootless engine that limits everything', () => {
    assert.equal(verdictOf({ ...limits, SecurityOptions: rootless }, docker).result, 'ok');
  });
});
