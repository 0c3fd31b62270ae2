// Containers without what holds a session, in which the same attempts succeed: root with rights on a bridge without rules, or given the
// host's processes, network and engine socket.

import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import type { Control } from './attempts.ts';
import { programOf, verdictOf, type Verdict } from './program.ts';

export interface Controls extends AsyncDisposable {
  /** Of one of them, as the engine's resolver says it on their network. */
  readonly name: string;
  attempt(control: Control, code: string): Promise<Verdict>;
}

const SOCKET = '/var/run/docker.sock';

/** What the attempts take, one by one: a machine that is a container itself may not give all that `Privileged` asks for. */
const UNHELD: Docker.HostConfig = {
  CapAdd: ['SYS_ADMIN', 'NET_ADMIN', 'NET_RAW', 'MKNOD', 'SYSLOG', 'SYS_RAWIO'],
  SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
  MaskedPaths: [],
  ReadonlyPaths: [],
  DeviceCgroupRules: ['a *:* rwm'],
  Binds: ['/dev:/dev'],
};
/** The engine mounts these read-only whatever it is told. */
const WRITABLE =
  'mount -o remount,rw /sys; for each in /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,bind,rw $each; done';

export async function openControls(image: string): Promise<Controls> {
  const docker = new Docker();
  const name = `raworc_test_control_${randomBytes(4).toString('hex')}`;
  await using undo = new AsyncDisposableStack();
  const network = await docker.createNetwork({ Name: name, Driver: 'bridge' });
  undo.defer(() => network.remove());

  async function open(named: string, config: Docker.HostConfig): Promise<Docker.Container> {
    const Entrypoint: string[] = [];
    const HostConfig = { ...config, Init: true };
    const made = {
      name: named,
      Image: image,
      Entrypoint,
      Cmd: ['sh', '-c', `(${WRITABLE}) 2>/dev/null; exec sleep infinity`],
      User: '0:0',
      HostConfig,
    };
    const container = await docker.createContainer(made);
    undo.defer(() => container.remove({ force: true, v: true }));
    await container.start();
    return container;
  }

  const unheld = await open(name, { ...UNHELD, NetworkMode: name });
  const careless = await open(`${name}_careless`, {
    NetworkMode: 'host',
    PidMode: 'host',
    Binds: [`${SOCKET}:${SOCKET}`],
  });
  const kept = undo.move();

  return {
    name,
    async attempt(control, code) {
      const container = control === 'careless' ? careless : unheld;
      const exec = await container.exec({
        Cmd: ['python3', '-c', programOf(code)],
        User: control === 'user' ? '10001:10001' : '0:0',
        // One stream, as it is printed.
        Tty: true,
        AttachStdout: true,
        AttachStderr: true,
      });
      const output = await text(await exec.start({ Tty: true }));
      const { ExitCode } = await exec.inspect();
      return verdictOf({ output, killed: ExitCode === 137 });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
