// What stands in a session's archive, in this order: who it was, what was said, its files, and a last word that shows that it
// is whole. Pure.

import type { MessageRow } from '../../../../state/store/messages.ts';
import type { SessionRow } from '../../../../state/store/sessions.ts';
import { archiveUnknown, archiveVersion } from '../errors.ts';

export const ARCHIVE_FORMAT = 'raworc.session';
export const ARCHIVE_VERSION = 1;
export const MANIFEST_FILE = 'manifest.json';
export const MESSAGES_FOLDER = 'messages/';
export const WORKSPACE_FOLDER = 'workspace/';
export const COMPLETE_FILE = 'complete.json';

export interface ArchiveManifest {
  readonly format: typeof ARCHIVE_FORMAT;
  readonly version: typeof ARCHIVE_VERSION;
  /** RFC 3339. */
  readonly exported_at: string;
  readonly session: {
    readonly id: string;
    readonly space: string;
    readonly agent: string | null;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly created_at: string;
  };
}

/** One line of a file of messages. */
export type ArchivedMessage = Pick<MessageRow, 'role' | 'agent' | 'content' | 'metadata' | 'createdAt'>;

export function manifestOf(row: SessionRow, now: number): ArchiveManifest {
  const { id, space, agent, metadata, createdAt } = row;
  return {
    format: ARCHIVE_FORMAT,
    version: ARCHIVE_VERSION,
    exported_at: new Date(now).toISOString(),
    session: { id, space, agent, metadata, created_at: new Date(createdAt).toISOString() },
  };
}

export const messageLine = ({ role, agent, content, metadata, createdAt }: MessageRow): string =>
  `${JSON.stringify({ role, agent, content, metadata, created_at: new Date(createdAt).toISOString() })}\n`;

/** Throws `ARCHIVE_UNKNOWN` and `ARCHIVE_VERSION`. */
export function parseManifest(text: string): ArchiveManifest {
  const value = parseObject(text, 'its manifest is no JSON');
  if (value['format'] !== ARCHIVE_FORMAT) throw archiveUnknown('its manifest does not say so');
  if (value['version'] !== ARCHIVE_VERSION) throw archiveVersion(value['version'], ARCHIVE_VERSION);
  const { session } = value;
  if (!isObject(session) || typeof session['id'] !== 'string')
    throw archiveUnknown('its manifest names no session');
  const { agent, metadata } = session;
  if (agent !== null && typeof agent !== 'string')
    throw archiveUnknown('its manifest names its agent in another way');
  if (!isObject(metadata)) throw archiveUnknown('its manifest has no metadata');
  return value as unknown as ArchiveManifest;
}

/** Throws `ARCHIVE_UNKNOWN`. */
export function parseMessage(line: string): ArchivedMessage {
  const value = parseObject(line, 'a message is no JSON');
  const { role, agent, content, metadata, created_at: at } = value;
  const createdAt = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  const isRole = role === 'user' || role === 'agent' || role === 'system';
  const isAgent = agent === null || (typeof agent === 'string' && agent.length <= LONGEST_NAME);
  if (!isRole || !isAgent || typeof content !== 'string' || !isObject(metadata) || Number.isNaN(createdAt))
    throw archiveUnknown('a message lacks something, or has it in another way');
  return { role, agent, content, metadata, createdAt };
}

const LONGEST_NAME = 128;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(text: string, otherwise: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw archiveUnknown(otherwise);
}
