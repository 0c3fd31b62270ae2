// What a container can't do on a real engine, seen from inside; and what it must be able to do nevertheless.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openRealEngine, type RealEngine } from '../../../support/engine/real-engine.ts';

const MEMORY = 64 * 1024 * 1024;
let real: RealEngine;
let id: string;

async function inside(script: string, options: { user?: string } = {}): Promise<string> {
  const { stdout, stderr } = await real.engine.containers.exec(id, ['sh', '-c', script], options);
  return `${stdout.toString()}${stderr.toString()}`.trim();
}

before(async () => {
  real = await openRealEngine();
  const { containers, volumes } = real.engine;
  const volume = `raworc_test_${real.owner}`;
  await volumes.ensure(volume, {});
  id = await containers.create({
    name: `raworc_test_${real.owner}`,
    image: real.baseImage,
    command: ['cat'],
    env: { HOME: '/session/.home', GREETING: 'a b=c' },
    workingDir: '/session',
    hostname: 'agent',
    user: '10001:10001',
    labels: {},
    mounts: [{ volume, path: '/session' }],
    tmpfs: { '/tmp': 1024 * 1024 },
    limits: { cpus: 0.5, memoryBytes: MEMORY, pids: 16 },
    network: 'none',
    isolation: 'runc',
  });
  await containers.start(id);
});
after(() => real.close());

describe('a hardened container', () => {
  it('has no capability and can gain none, not even as root of an exec', async () => {
    assert.match(await inside('grep CapEff /proc/self/status'), /0{16}$/);
    assert.match(await inside('grep CapBnd /proc/self/status'), /0{16}$/);
    assert.match(await inside('grep CapEff /proc/self/status', { user: '0' }), /0{16}$/);
    assert.match(await inside('grep NoNewPrivs /proc/self/status'), /1$/);
    assert.match(await inside('grep Seccomp: /proc/self/status'), /2$/);
  });

  it('runs as the user it was given', async () => {
    assert.equal(await inside('echo $(id -u):$(id -g)'), '10001:10001');
  });

  it('can’t write its root, and can write its workspace and /tmp', async () => {
    assert.match(await inside('touch /file'), /Read-only file system/);
    assert.equal(await inside('echo kept > /session/file && cat /session/file'), 'kept');
    assert.equal(await inside('echo kept > /tmp/file && cat /tmp/file'), 'kept');
  });

  it('has a number of files in /tmp that it can’t exceed, for they take memory even when they are empty', async () => {
    assert.equal(await inside('stat -f -c %c /tmp'), '1024');
  });

  it('can run what it put into /tmp, since wheels and build tools unpack there', async () => {
    assert.equal(
      await inside(
        'printf "#!/bin/sh\\necho ran" > /tmp/x && chmod +x /tmp/x && /tmp/x || sh -c "cp /bin/busybox /tmp/echo && /tmp/echo ran"',
      ),
      'ran',
    );
    assert.match(
      await inside('dd if=/dev/zero of=/tmp/big bs=1024 count=2048; rm -f /tmp/big'),
      /No space left/,
    );
  });

  it('has the limits that it was given, with no swap on top', async () => {
    const limit = 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null';
    assert.equal(await inside(limit), String(MEMORY));
    assert.equal(await inside('cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null'), '16');
  });

  it('has no network but its own loopback, and no init of the engine', async () => {
    assert.match(await inside('ip link | grep -c mtu'), /^1$/);
    assert.equal(await inside('cat /proc/1/comm'), 'cat');
  });

  it('has its environment, folder and name as they were said', async () => {
    assert.equal(
      await inside('echo "$GREETING $HOME $(hostname) $(pwd)"'),
      'a b=c /session/.home agent /session',
    );
  });

  it('has only the capabilities that a command of our own names, where it is one', async () => {
    const { containers } = real.engine;
    const copier = await containers.create({
      name: `raworc_test_${real.owner}_copier`,
      image: real.baseImage,
      command: ['cat'],
      user: '0:0',
      labels: {},
      mounts: [],
      network: 'none',
      capabilities: ['CHOWN', 'FOWNER'],
    });
    await containers.start(copier);
    const script = 'grep -E "Cap(Prm|Eff|Bnd)|NoNewPrivs" /proc/1/status; touch /file';
    const { stdout, stderr } = await containers.exec(copier, ['sh', '-c', script]);
    // CHOWN is bit 0 and FOWNER bit 3.
    assert.equal(stdout.toString().match(/^Cap(Prm|Eff|Bnd):\s0{15}9$/gm)?.length, 3, stdout.toString());
    assert.match(stdout.toString(), /NoNewPrivs:\s1$/m);
    assert.match(stderr.toString(), /Read-only file system/);
    await containers.remove(copier);
  });

  // The last one, for what it started goes on for a while.
  it('can’t fork without end, which would take the whole machine down', async () => {
    const bomb = 'i=0; while [ $i -lt 20 ]; do sleep 5 & i=$((i+1)); done';
    assert.match(await inside(bomb), /can't fork/);
  });
});
