// The Dockerfile of the runtime itself: it builds on the base image that was made here, and finds all it needs inside.

import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { buffer } from 'node:stream/consumers';
import Docker from 'dockerode';

import { contextTar } from '../../../runtime/images/context.ts';
import type { SourceFile } from '../../../runtime/images/images.ts';
import { openImageBench, type ImageBench } from '../../support/images/bench.ts';

const SOCKET = '/var/run/docker.sock';
const REPOSITORY = new URL('../../../', import.meta.url).pathname;

let bench: ImageBench;
let image: string;

before(async () => {
  bench = await openImageBench();
  const log: string[] = [];
  const built = bench.engine.images.build({
    context: contextTar(repositoryFiles()),
    tag: `raworc_test_runtime:${bench.space('r')}`,
    labels: {},
    buildArgs: { BASE: bench.base.base },
    onLog: ({ text }) => log.push(text),
  });
  const { tags } = await built.catch((error: unknown) => {
    throw new Error(`The runtime's image can't be built:\n${log.slice(-30).join('\n')}`, { cause: error });
  });
  image = tags[0] ?? '';
});
after(() => bench.close());

/** What the engine's own client would send: .dockerignore names what is part of it. */
function repositoryFiles(): readonly SourceFile[] {
  const kept = readFileSync(`${REPOSITORY}.dockerignore`, 'utf8').matchAll(/^!(.+)$/gm);
  return ['Dockerfile', ...[...kept].map(([, name]) => name ?? '')]
    .flatMap((name) => globSync([name, `${name}/**/*`], { cwd: REPOSITORY }))
    .filter((path) => statSync(REPOSITORY + path).isFile())
    .sort()
    .map((path) => ({ path, type: 'file', bytes: readFileSync(REPOSITORY + path) }));
}

/** Runs a command as compose.yaml would run the server. Not through our own port, which binds nothing of the machine. */
async function run(command: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const docker = new Docker({ socketPath: SOCKET });
  const container = await docker.createContainer({
    Image: image,
    Cmd: [...command],
    Tty: true,
    HostConfig: {
      Binds: [`${SOCKET}:${SOCKET}`],
      GroupAdd: [String(statSync(SOCKET).gid)],
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': '' },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
    },
  });
  try {
    const output = await container.attach({ stream: true, stdout: true, stderr: true });
    const printed = buffer(output);
    await container.start();
    const { StatusCode: code } = (await container.wait()) as { readonly StatusCode: number };
    return { code, output: (await printed).toString() };
  } finally {
    await container.remove({ v: true, force: true });
  }
}

describe('the runtime’s image', () => {
  it('passes its own doctor, who knows the machine’s base image again from inside', async () => {
    const { code, output } = await run(['raworc', 'doctor']);
    assert.equal(code, 0, output);
    assert.match(output, /base image +ok/);
  });

  it('runs without rights', async () => {
    assert.equal((await run(['id', '-u'])).output.trim(), '10001');
  });

  it('holds nothing that only development needs', async () => {
    const { output } = await run(['sh', '-c', 'cd /opt/raworc/node_modules && ls -d typescript oxlint node']);
    assert.doesNotMatch(output, /^(typescript|oxlint|node)\r?$/m);
  });
});
