// What a session tries in order to get out, one row each: the sentence that must hold, the Python that tries the opposite, and
// where the same code succeeds, so that a case that could never fail shows.

import type { Places } from './places.ts';

/**
 * `unheld`: root in a container with rights, on a bridge without rules; `user`: the session's user there; `careless`: root in a
 * container that was given the host's processes, network and engine socket.
 */
export type Control = 'unheld' | 'user' | 'careless';

export interface Attempt {
  readonly title: string;
  /** Body of a function: returns what it got, or raises an `OSError`. What it may use stands in `program.ts`. */
  readonly code: (places: Places) => string;
  readonly control: Control;
  /** The session that tries; left out, one with `egress: internet`. */
  readonly from?: 'quiet';
}

const writes = (folder: string) => `
os.makedirs('${folder}', exist_ok=True)
with open('${folder}/raworc-was-here', 'w') as file: file.write('x')
return '${folder} was written'`;

/** Opening is enough to know, and harms nobody where it works. */
const opensToWrite = (path: string) => `return os.open('${path}', os.O_WRONLY)`;

export const kernelAttempts: readonly Attempt[] = [
  {
    title: 'mounts nothing',
    code: () => `return call(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None))`,
    control: 'unheld',
  },
  {
    title: 'does not make its root writable by mounting it again',
    code: () => `return call(libc.mount(b'none', b'/', None, 32 | 4096, None))`,
    control: 'unheld',
  },
  {
    title: 'gets no namespace of its own, in which it would be root',
    code: () => `return call(libc.unshare(0x10000000 | 0x00020000))`,
    control: 'unheld',
  },
  {
    title: 'makes no device node, with which it could read the disk of the machine',
    code: () => `
path = '/tmp/disk%d' % os.getpid()
os.mknod(path, 0o600 | 0o060000, os.makedev(7, 0))
os.unlink(path)
return path`,
    control: 'unheld',
  },
  {
    title: 'finds no disk of the machine among its devices',
    code: () => `
found = [name for name in os.listdir('/sys/class/block') if os.path.exists('/dev/' + name)]
if not found: raise OSError('there is no block device in /dev')
return found`,
    control: 'unheld',
  },
  {
    title: 'does not read the kernel’s log',
    code: () => `return os.read(os.open('/dev/kmsg', os.O_RDONLY | os.O_NONBLOCK), 8192)[:20]`,
    control: 'unheld',
  },
  {
    title: 'has no capability, and none that it could ever gain',
    code: () => `
with open('/proc/self/status') as file: status = dict(line.split(':', 1) for line in file)
sets = {name: int(status[name], 16) for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')}
if not any(sets.values()): raise OSError('all are empty')
return sets`,
    control: 'unheld',
  },
  {
    title: 'gets no rights from a setuid program, for there are no new privileges',
    // It waits for a password, and meanwhile shows as whom it runs.
    code: () => `
child = subprocess.Popen(['/usr/bin/su'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
try:
    child.stdout.read(1)
    with open('/proc/%d/status' % child.pid) as file: uids = [line for line in file if line.startswith('Uid:')][0].split()
finally:
    child.kill()
if uids[2] != '0': raise OSError('it runs as %s' % uids[2])
return uids`,
    control: 'user',
  },
  ...['/etc', '/usr/bin', '/agents', '/raworc'].map((folder): Attempt => ({
    title: `writes nothing into ${folder}`,
    code: () => writes(folder),
    control: 'unheld',
  })),
  ...[
    ['/proc/sys/kernel/core_pattern', 'have the machine run a program of its choice'],
    ['/proc/irq/default_smp_affinity', 'move the machine’s interrupts'],
    ['/proc/sys/net/ipv4/ip_forward', 'change how packets travel'],
    ['/sys/kernel/mm/ksm/run', 'change how the kernel looks after memory'],
  ].map(([path = '', what = '']): Attempt => ({
    title: `can’t ${what}, by ${path}`,
    code: () => opensToWrite(path),
    control: 'unheld',
  })),
  {
    title: 'does not raise its own limit of processes',
    code: () => `
paths = ['/sys/fs/cgroup/pids/pids.max', '/sys/fs/cgroup/pids.max', '/sys/fs/cgroup/cgroup.procs']
return os.open([path for path in paths if os.path.exists(path)][0], os.O_WRONLY)`,
    control: 'unheld',
  },
  {
    title: 'loads no program into the kernel',
    code: () =>
      `return call(libc.syscall(321 if os.uname().machine == 'x86_64' else 280, 0, struct.pack('IIIII', 2, 4, 4, 1, 0) + bytes(52), 72))`,
    control: 'unheld',
  },
  {
    title: 'sees no process of the machine or of other sessions, and so can trace none',
    code: () => `
names = set()
for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
        with open('/proc/%s/comm' % pid) as file: names.add(file.read().strip())
    except FileNotFoundError: pass
strangers = [name for name in names if name.startswith(('dockerd', 'containerd'))]
if not strangers: raise OSError('only ' + ', '.join(sorted(names)))
return strangers`,
    control: 'careless',
  },
  {
    title: 'finds no engine to talk to',
    code: () => `
places = ['/run', '/var/run', '/run/containerd', '/run/podman', '/run/crio', '/tmp', '/session']
names = ['docker.sock', 'containerd.sock', 'podman.sock', 'crio.sock', 'engine.sock']
refused = []
for path in [place + '/' + name for place in places for name in names]:
    with socket.socket(socket.AF_UNIX) as engine:
        try:
            engine.connect(path)
            return path
        except OSError as error: refused.append(error.errno)
raise OSError('%d tries' % len(refused))`,
    control: 'careless',
  },
  {
    title: 'opens no raw socket, with which it could send in another’s name',
    code: () => `return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)`,
    control: 'unheld',
  },
  {
    title: 'does not listen to what others on the link say',
    code: () => `return socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))`,
    control: 'unheld',
  },
  {
    title: 'does not give itself another address, for the host’s rules go by it',
    code: () => `
address = struct.pack('16sH2s4s8s', b'lo', socket.AF_INET, b'', socket.inet_aton('127.0.0.9'), b'')
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket: return fcntl.ioctl(any_socket, 0x8916, address)`,
    control: 'unheld',
  },
  {
    title: 'starts no more processes than it may have',
    code: () => `
children = []
try:
    for _ in range(300):
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
    return len(children)
finally:
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)`,
    control: 'unheld',
  },
  {
    title: 'holds no more memory than it may have',
    code: () => `return len(bytearray(b'x') * 600_000_000)`,
    control: 'unheld',
  },
];

const addresses = (list: readonly string[]) => JSON.stringify(list);

export const networkAttempts: readonly Attempt[] = [
  {
    title: 'does not reach the runtime’s API at the gateway of its network',
    code: ({ apiPort }) => `return reach([gateway()], ${apiPort})`,
    control: 'unheld',
  },
  {
    title: 'does not reach the runtime’s API at any other address of the machine',
    code: ({ apiPort, machine }) => `return reach(${addresses(machine)}, ${apiPort})`,
    control: 'unheld',
  },
  {
    title: 'does not reach a database that listens on all addresses of the machine',
    code: ({ databasePort, machine }) => `return reach([gateway(), *${addresses(machine)}], ${databasePort})`,
    control: 'unheld',
  },
  {
    title: 'does not reach the metadata address of a cloud, which gives out the machine’s credentials',
    code: ({ elsewhere }) => `return reach(['${elsewhere.metadata}'], 80)`,
    control: 'unheld',
  },
  {
    title: 'does not reach a private address that nobody opened',
    code: ({ elsewhere }) => `return reach(['${elsewhere.closed}'], 80)`,
    control: 'unheld',
  },
  {
    title: 'does not ask names of a private address that is no resolver of the machine',
    code: ({ elsewhere }) => `return ask('${elsewhere.closed}', 53)`,
    control: 'unheld',
  },
  {
    title: 'does not reach a session of another space',
    code: ({ stranger }) => `return reach(['${stranger}'], 7000)`,
    control: 'careless',
  },
  {
    title: 'does not reach another session of its own space',
    code: ({ sibling }) => `return reach(['${sibling}'], 7000)`,
    control: 'careless',
  },
  {
    title: 'has no IPv6 address, of which the host’s rules say nothing',
    code: () => `
with open('/proc/net/if_inet6') as file: found = [line.split()[-1] for line in file if line.split()[-1] != 'lo']
if not found: raise OSError('only of its loopback')
return found`,
    control: 'careless',
  },
  {
    title: 'has no interface but its loopback under `egress: none`',
    code: () => `
names = [name for _, name in socket.if_nameindex() if name != 'lo' and is_up(name)]
if not names: raise OSError('there is none')
return names`,
    control: 'unheld',
    from: 'quiet',
  },
  {
    title: 'can’t ask the engine for a name under `egress: none`',
    code: ({ name }) => `return socket.gethostbyname('${name}')`,
    control: 'unheld',
    from: 'quiet',
  },
  {
    title: 'can’t ask a name server for a name under `egress: none`, whatever its address',
    code: ({ elsewhere }) => `return ask('${elsewhere.open}', 53)`,
    control: 'unheld',
    from: 'quiet',
  },
  {
    title: 'does not reach the runtime’s API under `egress: none`',
    code: ({ apiPort, machine }) => `return reach(${addresses(machine)}, ${apiPort})`,
    control: 'unheld',
    from: 'quiet',
  },
];
