// A base image of two megabytes for tests, made without any registry: a statically linked busybox and links to it.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Engine, ImageView } from '../../../runtime/containers/engine.ts';
import { tarOf } from './tars.ts';

const TOOLS =
  'sh cat echo sleep ls id dd head env touch mkdir rm ps kill wc tr stat yes true false printf ln grep hostname test ip nc cp find';

/** The same tag for everybody of one owner; imported again on each run, which takes some 50 ms. */
export async function importBaseImage(engine: Engine, tag: string): Promise<ImageView> {
  const changes = ['ENV PATH=/bin', 'WORKDIR /'];
  return engine.images.import(rootFs(readFileSync(busybox())), tag, { labels: {}, changes });
}

function rootFs(program: Buffer): Readable {
  const folders = ['bin', 'etc', 'tmp', 'proc', 'sys', 'dev'];
  return tarOf(
    ...folders.map((name) => ({ name, type: 'directory' as const })),
    { name: 'bin/busybox', mode: 0o755, content: program },
    ...TOOLS.split(' ').map((tool) => ({
      name: `bin/${tool}`,
      type: 'symlink' as const,
      linkname: 'busybox',
    })),
    // A new volume takes the owner of the folder that it is mounted over.
    { name: 'session', type: 'directory' as const, uid: 10001, gid: 10001, mode: 0o755 },
    { name: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\nagent:x:10001:10001::/session:/bin/sh\n' },
  );
}

const CACHE = join(tmpdir(), 'raworc-busybox');

/** The machine's own, where it is static, else the one of Debian's package, which is unpacked and not installed. */
function busybox(): string {
  const places = [join(CACHE, 'bin/busybox'), '/bin/busybox', '/usr/bin/busybox'];
  const there = places.find((path) => existsSync(path) && isStatic(path));
  if (there !== undefined) return there;
  const folder = mkdtempSync(join(tmpdir(), 'raworc-apt-'));
  try {
    const fetched = spawnSync('apt-get', ['download', '-q', 'busybox-static'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const packageFile = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (packageFile === undefined) {
      throw new Error(
        `Tests on a real engine need a static busybox: install the package busybox-static. ${fetched.stderr ?? ''}`,
      );
    }
    spawnSync('dpkg-deb', ['-x', packageFile, CACHE], { cwd: folder });
    return join(CACHE, 'bin/busybox');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isStatic = (path: string): boolean =>
  !readFileSync(path).includes('/ld-linux') && !readFileSync(path).includes('/ld-musl');
