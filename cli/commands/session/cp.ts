// `raworc session cp SRC DST`: files into a session and out of it, as `docker cp` does it.

import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Command } from 'commander';
import type { Client } from '../../client/client.ts';
import { contextOf, newCommand } from '../../command.ts';
import { type Copying, filesPath, type Named, namedIn, parseCopying } from '../../copy/place.ts';
import type { UnpackTarget } from '../../copy/unpack-local.ts';
import { usageError } from '../../errors.ts';
import { RaworcError } from '../../../state/model/errors.ts';
import type { Terminal } from '../../output/terminal.ts';

const TAR = 'application/x-tar';

export function cpCommand(): Command {
  return newCommand('cp', 'copy files into a session, or out of it')
    .argument('<source>', 'ID:path, a path of this machine, or - for a tar')
    .argument('<target>', 'likewise; one of the two is in a session')
    .addHelpText('after', '\nPaths in a session are those below /session; `folder/.` means what is in it.')
    .action(async (source: string, target: string, _options, command: Command) => {
      const { client, terminal } = contextOf(command);
      const copying = parseCopying(source, target);
      if (copying.type === 'out') await copyOut(client(), copying, terminal);
      else await copyIn(client(), copying, terminal);
    });
}

async function copyOut(client: Client, { from, to }: Copying & { type: 'out' }, terminal: Terminal) {
  const named = namedIn(from.path);
  const answer = await client.raw('GET', filesPath(from.id, named.path), { accept: TAR });
  const tar = Readable.fromWeb(answer.body as ReadableStream<Uint8Array>);
  if (to.type === 'pipe') {
    await pipeline(tar, process.stdout, { end: false });
    return;
  }
  const { unpackLocal } = await import('../../copy/unpack-local.ts');
  const left = await unpackLocal(tar, await targetOf(to.path, named));
  if (left.length > 0) terminal.say(`Left out, for they lead elsewhere: ${left.join(', ')}`);
}

async function targetOf(path: string, { name, isContents }: Named): Promise<UnpackTarget> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? path.endsWith('/');
  // All of a workspace comes without a folder around it.
  if (name === '') return { folder: path, name: undefined };
  if (isContents) return { folder: path, name: '' };
  return isFolder
    ? { folder: path, name: undefined }
    : { folder: dirname(resolve(path)), name: basename(resolve(path)) };
}

async function copyIn(client: Client, { from, to }: Copying & { type: 'in' }, terminal: Terminal) {
  const named = namedIn(to.path);
  if (from.type === 'pipe') {
    await send(client, to.id, named.path, process.stdin, terminal);
    return;
  }
  const there = await stat(from.path).catch(() => undefined);
  if (there === undefined) throw usageError(`There is nothing at ${from.path}.`);
  const { packLocal } = await import('../../copy/pack-local.ts');
  const isContents = /(^|\/)\.$/u.test(from.path);
  if (isContents) {
    await send(client, to.id, named.path, packLocal(from.path, ''), terminal);
    return;
  }
  const own = basename(resolve(from.path));
  const isInto = named.isFolder || (await kindOf(client, to.id, named.path)) === 'folder';
  const [folder, name] = isInto ? [named.path, own] : [named.parent, named.name];
  await send(client, to.id, folder, packLocal(from.path, name), terminal);
}

async function kindOf(client: Client, id: string, path: string): Promise<string | undefined> {
  try {
    const answer = await client.raw('HEAD', filesPath(id, path));
    return answer.headers.get('raworc-type') ?? undefined;
  } catch (error) {
    // An answer without a body does not say why; what is in the way says so when it is written.
    if (error instanceof RaworcError && error.code === 'UNEXPECTED_ANSWER') return undefined;
    throw error;
  }
}

async function send(client: Client, id: string, folder: string, tar: Readable, terminal: Terminal) {
  const answer = await client.raw('PUT', filesPath(id, folder), { content: tar, type: TAR });
  const { files, bytes } = (await answer.json()) as { readonly files: number; readonly bytes: number };
  terminal.say(`${files} files and folders, ${bytes} bytes`);
}
