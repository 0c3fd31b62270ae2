// An attempt as a program that says how it went, and reading what it said.

export type Verdict =
  | { readonly type: 'got'; readonly what: string }
  | { readonly type: 'held'; readonly why: string }
  /** The attempt itself is wrong, and proves nothing. */
  | { readonly type: 'broken'; readonly output: string };

const PRELUDE = `
import ctypes, fcntl, os, signal, socket, struct, subprocess

libc = ctypes.CDLL(None, use_errno=True)

def call(result):
    if result == -1: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result

def gateway():
    with open('/proc/net/route') as file: routes = [line.split() for line in file]
    for route in routes:
        if route[1] == '00000000': return socket.inet_ntoa(struct.pack('<I', int(route[2], 16)))
    raise OSError('there is no route that leads out')

def reach(addresses, port):
    refused = []
    for address in addresses:
        try:
            with socket.create_connection((address, port), timeout=3) as connection:
                connection.sendall(b'GET / HTTP/1.0\\r\\n\\r\\n')
                return address, connection.recv(40)
        except OSError as error: refused.append('%s: %s' % (address, error))
    raise OSError('; '.join(refused))

def ask(address, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(3)
        asking.connect((address, port))
        asking.send(b'name?')
        return asking.recv(40)

def is_up(name):
    with open('/sys/class/net/%s/flags' % name) as file: return int(file.read(), 16) & 1 == 1
`;

/** For `python3 -c`. */
export function programOf(code: string): string {
  const body = code
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `${PRELUDE}
def attempt():
${body}

try: print('GOT', attempt(), flush=True)
except (OSError, MemoryError) as error: print('HELD', repr(error), flush=True)
`;
}

export function verdictOf({
  output,
  killed,
}: {
  readonly output: string;
  readonly killed: boolean;
}): Verdict {
  const [line = ''] = output.trim().split('\n');
  if (line.startsWith('GOT ')) return { type: 'got', what: line.slice(4) };
  if (line.startsWith('HELD ')) return { type: 'held', why: line.slice(5) };
  return killed ? { type: 'held', why: 'it was killed' } : { type: 'broken', output };
}
