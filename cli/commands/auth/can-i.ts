// `raworc auth can-i VERB KIND [NAME]`: yes or no, and why. A no ends with exit code 1, for scripts.

import type { Command } from 'commander';
import type { DecisionView } from '../../../server/api/shapes/access.ts';
import { contextOf, newCommand } from '../../command.ts';
import { alreadyShown } from '../../errors.ts';

export function canICommand(): Command {
  return newCommand('can-i', 'say whether something is allowed, and why')
    .argument('<verb>', 'get, list, create, update, delete, talk, exec or operate')
    .argument('<kind>', 'Space, Agent, Session, Secret, …')
    .argument('[name]', 'which one; left out, any')
    .option('-s, --space <space>', 'where; left out, outside of spaces')
    .action(
      async (verb: string, kind: string, name: string | undefined, _options: object, command: Command) => {
        const { client, terminal, format } = contextOf(command);
        const { space } = command.optsWithGlobals<{ readonly space?: string }>();
        const answer = await client().post<DecisionView>('can-i', {
          verb,
          kind: capitalised(kind),
          space,
          name,
        });
        if (format === 'json') terminal.out(`${JSON.stringify(answer)}\n`);
        else terminal.out(`${answer.allowed ? 'yes' : 'no'}: ${answer.reason}\n`);
        if (!answer.allowed) throw alreadyShown();
      },
    );
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
