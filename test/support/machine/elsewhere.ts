// Another machine, as far as packets can tell: a network namespace of this one, with addresses that a test chooses. What asks for
// them is forwarded there as it would be to a neighbour, and nothing leaves this machine.

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';

/** Port 80 answers over TCP, port 53 over UDP, both with `elsewhere`. */
const SERVER = `
const addresses = process.argv.slice(1);
require('node:http').createServer((request, response) => response.end('elsewhere')).listen(80, '0.0.0.0', () => {
  // One for each, for an answer has to come from the address that was asked.
  for (const own of addresses) {
    const names = require('node:dgram').createSocket('udp4');
    names.on('message', (asked, { address, port }) => names.send('elsewhere', port, address));
    names.bind(53, own, () => own === addresses.at(-1) && console.log('listening'));
  }
});
`;
/** The link between here and there; outside of the default network pool. */
const HERE = '10.254.77.1';
const THERE = '10.254.77.2';

/** Throws where this machine has a way to one of the addresses already that is not the default route. */
export async function openElsewhere(addresses: readonly string[]): Promise<AsyncDisposable> {
  const id = randomBytes(3).toString('hex');
  const [namespace, here, there] = [`raworc-test-${id}`, `rw${id}h`, `rw${id}t`];
  const inside = (...args: readonly string[]) => run('ip', '-n', namespace, ...args);
  await using undo = new AsyncDisposableStack();
  run('ip', 'netns', 'add', namespace);
  undo.defer(() => run('ip', 'netns', 'delete', namespace));
  run('ip', 'link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', namespace);
  // A namespace takes its end with it, but only once nothing lives there any more.
  undo.defer(() => run('ip', 'link', 'delete', here));
  run('ip', 'addr', 'add', `${HERE}/30`, 'dev', here);
  run('ip', 'link', 'set', here, 'up');
  inside('addr', 'add', `${THERE}/30`, 'dev', there);
  for (const address of addresses) inside('addr', 'add', `${address}/32`, 'dev', 'lo');
  for (const link of ['lo', there]) inside('link', 'set', link, 'up');
  inside('route', 'add', 'default', 'via', HERE);
  for (const address of addresses) run('ip', 'route', 'add', `${address}/32`, 'via', THERE, 'dev', here);

  const server = spawn('ip', ['netns', 'exec', namespace, process.execPath, '-e', SERVER, ...addresses], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.defer(async () => {
    server.kill('SIGKILL');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  });
  await once(server.stdout, 'data');
  return undo.move();
}

function run(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`\`${program} ${args.join(' ')}\` failed: ${stderr}`);
}
