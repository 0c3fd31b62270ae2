// Before a space is held, rolled back, or let go: which revision, how fast it is there, and who feels it.

import { useSignal } from '@preact/signals';
import { send } from '../../api/client.ts';
import type { HistoryEntry, Space } from '../../api/shapes.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Revision } from '../../parts/revision.tsx';
import { blastRadius, type Rollout, type Sessions, speedOf } from './blast-radius.ts';

export type PinAsked =
  | { readonly type: 'hold' | 'rollback'; readonly entry: HistoryEntry }
  | { readonly type: 'unhold' };

export interface PinDialogProps {
  readonly space: Space;
  readonly sessions: Sessions;
  readonly asked: PinAsked;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const words = {
  hold: { title: 'Hold', verb: 'Hold' },
  rollback: { title: 'Roll back', verb: 'Roll back' },
  unhold: { title: 'Follow Git again:', verb: 'Follow Git' },
} as const;

const rolloutOf = ({ spec }: Space): Rollout => spec.sessions.rollout;

export function PinDialog({ space, sessions, asked, onDone, onClose }: PinDialogProps) {
  const reason = useSignal('');
  const { title, verb } = words[asked.type];
  const path = `spaces/${encodeURIComponent(space.name)}/${asked.type === 'rollback' ? 'rollback' : 'hold'}`;
  async function act(): Promise<void> {
    if (asked.type === 'unhold') await send('DELETE', path);
    else {
      const why = reason.value.trim();
      const body = { revision: asked.entry.revision, ...(why === '' ? {} : { reason: why }) };
      await send(asked.type === 'hold' ? 'PUT' : 'POST', path, body);
    }
    onDone();
  }
  return (
    <ConfirmDialog
      title={`${title} ${space.name}`}
      verb={verb}
      isDanger={asked.type === 'rollback'}
      act={act}
      onClose={onClose}
    >
      {asked.type === 'hold' && (
        <p>
          It stays at <Revision commit={asked.entry.revision} />, whatever Git says, until somebody lifts it.
          Nothing changes for open sessions.
        </p>
      )}
      {asked.type === 'unhold' && (
        <p>It moves on to what Git says. {blastRadius(rolloutOf(space), sessions)}</p>
      )}
      {asked.type === 'rollback' && (
        <>
          <p>
            It returns to <Revision commit={asked.entry.revision} /> {asked.entry.subject} and is held there
            until somebody lifts it. {speedOf(asked.entry.available)}
          </p>
          <p>{blastRadius(rolloutOf(space), sessions)}</p>
        </>
      )}
      {asked.type !== 'unhold' && (
        <>
          <label for="pin-reason">Why (for the others)</label>
          <input
            id="pin-reason"
            maxLength={500}
            value={reason.value}
            onInput={(event) => (reason.value = event.currentTarget.value)}
          />
        </>
      )}
    </ConfirmDialog>
  );
}
