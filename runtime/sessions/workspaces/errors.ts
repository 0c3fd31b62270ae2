// What can be wrong with a workspace and with what is put into it, as stable codes with a hint.

import { RaworcError } from '../../../state/model/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { legalRequests, type SessionState } from '../../../state/model/session-state.ts';

export function copyBrokenOff(id: SessionId): RaworcError {
  return new RaworcError('COPY_BROKEN_OFF', `The copying of the workspace of ${id} was broken off.`, {
    hint: 'It is begun anew by itself.',
    disposition: 'retry',
  });
}

export function workspaceNotReady(id: SessionId, state: SessionState): RaworcError {
  return new RaworcError('SESSION_STATE', `The session ${id} has no files yet: it is still starting.`, {
    hint: 'Wait until it is idle.',
    details: { state, legal: legalRequests(state) },
  });
}

/** The command ended without an answer: it was killed, or there is a bug in it. */
export function filesBrokenOff(id: SessionId, said: string): RaworcError {
  return new RaworcError(
    'FILES_BROKEN_OFF',
    `The work on the files of ${id} was broken off${said === '' ? '' : `: ${said}`}.`,
    { hint: 'Try again; look at the session if it happens again.', disposition: 'retry' },
  );
}

export function pathInvalid(path: string, why: string): RaworcError {
  return new RaworcError('PATH_INVALID', `The path ${JSON.stringify(path)} ${why}.`, {
    hint: 'Paths are those below /session, without `..`.',
  });
}

export function archiveBroken(why: string): RaworcError {
  return new RaworcError('ARCHIVE_BROKEN', `The archive can't be read: ${why}.`, {
    hint: 'Make it again, and send it whole.',
  });
}

export function archiveTruncated(): RaworcError {
  return new RaworcError('ARCHIVE_TRUNCATED', 'The archive ends before its end.', {
    hint: 'Make it again, and send it whole.',
  });
}

/** `why` goes on after the entry's name: "leads out of the workspace". */
export function archiveForbidden(name: string, why: string): RaworcError {
  return new RaworcError('ARCHIVE_FORBIDDEN', `The archive's entry ${JSON.stringify(name)} ${why}.`, {
    hint: 'Only files, folders and links that stay inside of the workspace are taken.',
    details: { entry: name },
  });
}

export function archiveTooLarge(what: string, most: number): RaworcError {
  return new RaworcError('ARCHIVE_TOO_LARGE', `The archive has more than ${most} ${what}.`, {
    hint: 'Send less at once, or raise resources.storage of the space.',
    details: { most },
  });
}

export function archiveUnknown(why: string): RaworcError {
  return new RaworcError('ARCHIVE_UNKNOWN', `That is no session's archive: ${why}.`, {
    hint: 'Take a file that `raworc session export` wrote.',
  });
}

export function archiveVersion(version: unknown, known: number): RaworcError {
  return new RaworcError(
    'ARCHIVE_VERSION',
    `The archive is of version ${JSON.stringify(version)}; this Raworc knows version ${known}.`,
    { hint: 'Import it with the Raworc that exported it, or a newer one.' },
  );
}
