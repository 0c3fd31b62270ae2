// A session from an archive that nobody need trust. Its row is written first, and waits for the archive; until that is in
// there is a deadline, so that a process that dies in the middle leaves nothing that stays.

import { newMessageId, type RandomBytes } from '../../../../state/model/ids.ts';
import type { Clock } from '../../../../state/model/clock.ts';
import type { MessageRow } from '../../../../state/store/messages.ts';
import type { SessionRow } from '../../../../state/store/sessions.ts';
import type { Store } from '../../../../state/store/store.ts';
import { AGENT_UID } from '../../../images/base/recipe.ts';
import type { Engine } from '../../../containers/engine.ts';
import type { Checkpoint } from '../../checkpoints.ts';
import { closing } from '../../errors.ts';
import * as because from '../../lifecycle/reasons.ts';
import { plain } from '../../lifecycle/start.ts';
import { workspaceLabels, workspaceName } from '../../names.ts';
import { newSessionRow } from '../../new-session-row.ts';
import { requireRoom, requireSpace } from '../../requests/create.ts';
import { insertFirst } from '../../requests/insert-first.ts';
import type { EditSession } from '../../session-edit.ts';
import { archiveForbidden, archiveTooLarge, archiveTruncated, archiveUnknown } from '../errors.ts';
import { MOST_ENTRIES, mostBytes } from '../files.ts';
import type { OnFiles } from '../on-files.ts';
import type { NewImport, PutResult, Workspaces } from '../workspaces.ts';
import { createEntryCheck, type CheckEntry } from './check-entry.ts';
import * as archive from './format.ts';
import { readTar, type TarEntry } from './read-tar.ts';
import { createRepacked, type Repacked } from './repack.ts';

export interface ImportDeps {
  readonly store: Store;
  readonly volumes: Pick<Engine['volumes'], 'ensure'>;
  readonly edit: EditSession;
  readonly onFiles: OnFiles;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly checkpoint: Checkpoint;
  /** The session is to be closed: its import came to nothing. */
  readonly discard: (row: SessionRow) => Promise<void>;
  /** It is there and may start. */
  readonly ready: (row: SessionRow) => void;
}

/** Without anything coming in for so long, whoever imports is taken for dead. */
const PATIENCE_MS = 120_000;
const RENEW_MS = 20_000;
/** Bytes of one file of messages, of which one may be long. */
const MOST_LINES = 128 * 1024 * 1024;
const MOST_MANIFEST = 1024 * 1024;

export function createImport(deps: ImportDeps): Workspaces['import'] {
  const { store, edit, clock, random, checkpoint } = deps;

  return async function importSession(input, source, wait) {
    const entries = readTar(source);
    const first = await entries.next();
    if (first.done === true || first.value.header.name !== archive.MANIFEST_FILE)
      throw await ended(entries, archiveUnknown(`it does not begin with ${archive.MANIFEST_FILE}`));
    const manifest = await textOf(first.value, MOST_MANIFEST)
      .then(archive.parseManifest)
      .catch(async (error: unknown) => {
        throw await ended(entries, error);
      });
    const row = await begin(input, manifest).catch(async (error: unknown) => {
      throw await ended(entries, error);
    });
    try {
      await checkpoint('session.import-begun');
      const result = await take(row, entries, wait);
      const { row: complete } = await edit(row.id, input.by, ({ row: now, patch, log }) => {
        if (now().awaits !== 'import' || now().target === 'closed') throw closing(row.id, now().state);
        patch({ awaits: null, deadlineAt: null, ...plain(because.imported(manifest.session.id)) });
        log({ type: 'session.imported', data: { from: manifest.session.id, ...result } });
      });
      await checkpoint('session.imported');
      deps.ready(complete);
      return complete;
    } catch (error) {
      await deps.discard(row);
      throw error;
    }
  };

  async function begin(input: NewImport, { session }: archive.ArchiveManifest): Promise<SessionRow> {
    return store.transaction(async (tables) => {
      const space = await requireSpace(tables, input.space);
      await requireRoom(tables, space);
      const now = clock.now();
      const agent =
        session.agent !== null && (await tables.agents.get(space.name, session.agent)) !== undefined
          ? session.agent
          : null;
      const row = newSessionRow(
        {
          space: space.name,
          createdBy: input.by,
          ...plain(because.importing(session.id)),
          agent,
          metadata: session.metadata,
          awaits: 'import',
          deadlineAt: now + PATIENCE_MS,
        },
        now,
        random,
      );
      await insertFirst(tables, row);
      return row;
    });
  }

  /** Everything that is in the archive after its manifest. */
  async function take(
    row: SessionRow,
    entries: AsyncGenerator<TarEntry>,
    wait: { readonly signal: AbortSignal },
  ): Promise<{ readonly messages: number; readonly files: number }> {
    const volume = workspaceName(row.id);
    await deps.volumes.ensure(volume, workspaceLabels(row), wait);
    const repacked = createRepacked();
    const request = { verb: 'unpack', path: '', owner: AGENT_UID, own: true };
    const work = { session: row.id, volumes: [volume], request, input: repacked.tar };
    const unpacking = deps.onFiles.ask<PutResult>(work, wait);
    const check = createEntryCheck({ entries: MOST_ENTRIES, bytes: await mostBytes(store, row) });
    const reading = read(row, entries, check, repacked);
    reading.catch((error: Error) => repacked.fail(error));
    const { files } = await unpacking;
    return { messages: await reading, files };
  }

  /** Answers how many messages there were. */
  async function read(
    row: SessionRow,
    entries: AsyncGenerator<TarEntry>,
    check: CheckEntry,
    repacked: Repacked,
  ): Promise<number> {
    let messages = 0;
    let isWhole = false;
    let renewed = clock.now();
    for await (const entry of entries) {
      const { name } = entry.header;
      if (isWhole) throw archiveForbidden(name, 'comes after the end');
      if (clock.now() - renewed > RENEW_MS) {
        renewed = clock.now();
        await renew(row);
      }
      if (name.startsWith(archive.WORKSPACE_FOLDER)) {
        await repacked.add(entry, check(belowWorkspace(entry)));
      } else if (name.startsWith(archive.MESSAGES_FOLDER)) {
        check(entry.header);
        messages += await takeMessages(row, entry);
      } else if (name === archive.COMPLETE_FILE) {
        await textOf(entry, MOST_MANIFEST);
        isWhole = true;
      } else throw archiveForbidden(name, 'belongs to no session');
    }
    if (!isWhole) throw archiveTruncated();
    repacked.end();
    return messages;
  }

  async function takeMessages(row: SessionRow, entry: TarEntry): Promise<number> {
    const lines = (await textOf(entry, MOST_LINES)).split('\n').filter((line) => line !== '');
    const rows = lines.map((line): MessageRow => {
      const { role, agent, content, metadata, createdAt } = archive.parseMessage(line);
      const id = newMessageId(clock.now(), random);
      return {
        id,
        sessionId: row.id,
        turnId: null,
        parentTurnId: null,
        role,
        agent,
        content,
        metadata,
        createdAt,
      };
    });
    await store.transaction((tables) => tables.messages.insertAll(rows));
    return rows.length;
  }

  async function renew({ id }: SessionRow): Promise<void> {
    await edit(id, 'runtime', ({ row, patch, now }) => {
      if (row().awaits === 'import') patch({ deadlineAt: now + PATIENCE_MS });
    });
  }
}

/** The archive's entries are those of a workspace once their folder is taken off. */
function belowWorkspace({ header }: TarEntry): TarEntry['header'] {
  const strip = (path: string): string => path.slice(archive.WORKSPACE_FOLDER.length);
  if (header.type !== 'link') return { ...header, name: strip(header.name) };
  // The library has null for an empty one, whatever its types say.
  const linkname = (header.linkname as string | null) ?? '';
  if (!linkname.startsWith(archive.WORKSPACE_FOLDER))
    throw archiveForbidden(header.name, 'is another name of something outside');
  return { ...header, name: strip(header.name), linkname: strip(linkname) };
}

/** Ends the reading of the archive, and gives back why. */
async function ended(entries: AsyncGenerator<TarEntry>, error: unknown): Promise<unknown> {
  await entries.return(undefined);
  return error;
}

async function textOf(entry: TarEntry, most: number): Promise<string> {
  if (entry.header.size > most) throw archiveTooLarge(`bytes in ${entry.header.name}`, most);
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
