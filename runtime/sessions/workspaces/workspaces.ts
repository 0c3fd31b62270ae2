// The port to sessions' files: looked at, put in, compared, and taken along as an archive.

import type { Readable } from 'node:stream';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Waiting } from '../../containers/engine.ts';
import type { SessionDiff } from './diff.ts';

export interface FileView {
  readonly name: string;
  readonly type: 'file' | 'folder' | 'link' | 'other';
  /** Bytes of a file; 0 of anything else. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** What a link points to. */
  readonly target?: string;
}

export type FileAnswer =
  | { readonly type: 'file'; readonly view: FileView; readonly body: Readable }
  | {
      readonly type: 'folder';
      readonly items: readonly FileView[];
      /** The name to go on after. */
      readonly next: string | null;
    };

export interface FilePage {
  readonly limit: number;
  readonly after?: string;
}

export interface PutResult {
  readonly files: number;
  readonly bytes: number;
}

export interface NewImport {
  readonly space: string;
  readonly by: string;
}

/**
 * Paths are relative to the workspace (`/session`); links are never followed, and what leads out of it is refused with
 * `PATH_INVALID`, `PATH_OUTSIDE`, `PATH_IS_LINK` or `ARCHIVE_FORBIDDEN`. Sessions may be running, paused, suspended or in
 * error; files of one that runs are read and written as they are in that moment.
 *
 * A body has to be read to its end or destroyed. One that ends with an error is not whole. Throws `SESSION_NOT_FOUND`,
 * `SESSION_STATE`, `WORKSPACE_LOST` where the volume is gone, `PATH_NOT_FOUND`.
 */
export interface Workspaces {
  read(id: SessionId, path: string, page: FilePage, wait: Waiting): Promise<FileAnswer>;
  /** What is there, without its contents. */
  look(id: SessionId, path: string, wait: Waiting): Promise<Pick<FileView, 'type' | 'size'>>;
  /** A tar of a file or a folder, entries named after the path's last part. */
  pack(id: SessionId, path: string, wait: Waiting): Promise<Readable>;
  /** Writes one file, with the folders that it lies in. Everything put in belongs to the agents' user. */
  put(id: SessionId, path: string, content: Readable, wait: Waiting): Promise<PutResult>;
  /** Unpacks a tar below a folder. What was unpacked before an entry was refused stays. */
  unpack(id: SessionId, path: string, tar: Readable, wait: Waiting): Promise<PutResult>;
  diff(one: SessionId, other: SessionId, wait: Waiting): Promise<SessionDiff>;
  /** History and workspace as one tar; a session that runs stands still while they are copied, and not for longer. */
  export(id: SessionId, wait: { readonly signal: AbortSignal }): Promise<Readable>;
  /**
   * A new session from what `export` gave, compressed or not. Nobody need trust it. Where it is refused, or broken off, no
   * session is left. Throws `ARCHIVE_…`, and what `Sessions.create` throws.
   */
  import(input: NewImport, archive: Readable, wait: { readonly signal: AbortSignal }): Promise<SessionRow>;
}
