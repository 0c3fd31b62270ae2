// `raworc session turns ID`: what was done, by whom, how long it took and what it used.

import type { Command } from 'commander';
import type { CancelledView } from '../../../server/api/shapes/session.ts';
import type { TurnWithReplyView, TurnRecordView } from '../../../server/api/shapes/turn.ts';
import { contextOf, newCommand } from '../../command.ts';
import { printableTurns } from '../../views/turn-view.ts';

interface TurnsOptions {
  readonly state?: string;
}

export function turnsCommand(): Command {
  return newCommand('turns', 'show what was done, newest first: who answered, how long it took, what it used')
    .argument('<id>')
    .option('--state <states>', 'only in these states, with commas between')
    .action(async (id: string, _options, command: Command) => {
      const { client, showAll, now } = contextOf(command);
      const { state } = command.optsWithGlobals<TurnsOptions>();
      const path = `sessions/${encodeURIComponent(id)}/turns`;
      showAll(await client().all<TurnRecordView>(path, { state }), printableTurns(now()));
    });
}

export function cancelCommand(): Command {
  return newCommand('cancel', 'end the turns of a session that have not ended; the session goes on')
    .argument('<id>')
    .option('--turn <turn>', 'only this one')
    .action(async (id: string, { turn }: { readonly turn?: string }, command: Command) => {
      const { client, terminal } = contextOf(command);
      const session = `sessions/${encodeURIComponent(id)}`;
      if (turn === undefined) {
        const { cancelled_turns } = await client().post<CancelledView>(`${session}/cancel`);
        for (const cancelled of cancelled_turns) terminal.out(`${cancelled}\n`);
        return;
      }
      const ended = await client().post<TurnWithReplyView>(
        `${session}/turns/${encodeURIComponent(turn)}/cancel`,
      );
      terminal.out(`${ended.id}\n`);
      if (ended.state !== 'cancelled') terminal.say(`It had ended before: ${ended.state}.`);
    });
}
