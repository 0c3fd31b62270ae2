// A session as an archive, written while it is read: of the history some messages at a time, of the workspace a copy that
// nobody writes into any more.

import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { MessageRow } from '../../../../state/store/messages.ts';
import type { SessionRow } from '../../../../state/store/sessions.ts';
import { conversation, type DiffDeps } from '../diff.ts';
import { requireFiles } from '../files.ts';
import type { Snapshot, Snapshots } from '../snapshots.ts';
import type { Workspaces } from '../workspaces.ts';
import * as archive from './format.ts';

export interface ExportDeps extends DiffDeps {
  readonly snapshots: Pick<Snapshots, 'take'>;
  readonly now: () => number;
}

/** UTF-16 units that a file of messages has before another one is begun. */
const FILE_LENGTH = 1024 * 1024;
const END_OF_TAR = Buffer.alloc(1024);

export function createExport(deps: ExportDeps): Workspaces['export'] {
  return async function exportSession(id, wait) {
    const row = await requireFiles(deps, id, wait);
    const snapshot = await deps.snapshots.take(row, wait);
    return Readable.from(written(row, snapshot), { objectMode: false });

    async function* written(from: SessionRow, { volume }: Snapshot): AsyncGenerator<Buffer> {
      await using _ = snapshot;
      yield await entry(archive.MANIFEST_FILE, JSON.stringify(archive.manifestOf(from, deps.now()), null, 2));
      let messages = 0;
      for await (const { lines, count } of filesOfMessages(conversation(deps.store, id))) {
        messages += count;
        yield await entry(`${archive.MESSAGES_FOLDER}${String(messages).padStart(9, '0')}.jsonl`, lines);
      }
      const request = {
        verb: 'pack',
        path: '',
        prefix: archive.WORKSPACE_FOLDER,
        portable: true,
        whole: false,
      };
      const { body } = await deps.onFiles.stream({ session: id, volumes: [volume], request }, wait);
      yield* body as AsyncIterable<Buffer>;
      yield await entry(archive.COMPLETE_FILE, JSON.stringify({ messages }));
      yield END_OF_TAR;
    }
  };
}

interface MessagesFile {
  readonly lines: string;
  readonly count: number;
}

async function* filesOfMessages(rows: AsyncIterable<MessageRow>): AsyncGenerator<MessagesFile> {
  let lines = '';
  let count = 0;
  for await (const row of rows) {
    lines += archive.messageLine(row);
    count += 1;
    if (lines.length < FILE_LENGTH) continue;
    yield { lines, count };
    lines = '';
    count = 0;
  }
  if (count > 0) yield { lines, count };
}

/** One entry of a tar that others follow. */
async function entry(name: string, content: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name, mode: 0o644 }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).subarray(0, -END_OF_TAR.length);
}
