// `raworc session exec ID -it -- COMMAND…`: run a command in a session.

import type { Command } from 'commander';
import { contextOf, newCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';

interface ExecFlags {
  readonly interactive?: boolean;
  readonly tty?: boolean;
  readonly agent?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workdir?: string;
  readonly wake?: boolean;
}

function addVariable(text: string, so: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`${JSON.stringify(text)} is not KEY=VALUE.`, '--env LOG_LEVEL=debug');
  return { ...so, [text.slice(0, at)]: text.slice(at + 1) };
}

export function execCommand(): Command {
  return newCommand('exec', 'run a command in a session; its exit code becomes this one’s')
    .usage('[options] <id> -- <command...>')
    .argument('<id>')
    .argument('<command...>', 'after --')
    .option('-i, --interactive', 'pass standard input on')
    .option('-t, --tty', 'give it a terminal')
    .option('-e, --env <KEY=VALUE>', 'add to its environment', addVariable, {})
    .option('-w, --workdir <folder>', 'where it starts; left out, /session or the folder of --agent')
    .option('--wake', 'resume the session first if it is paused or suspended')
    .addHelpText(
      'after',
      `
It runs as the session's user, and is ended when the connection breaks.
--agent A: in that agent's folder, with its tools and its environment, but without its secrets.

  raworc session exec ID -it -- bash
  raworc session exec ID -i -- tar x < files.tar`,
    )
    .action(async (id: string, command: string[], _options, self: Command) => {
      const { client, terminal } = contextOf(self);
      const flags = self.optsWithGlobals<ExecFlags>();
      const hasTerminal = flags.tty === true;
      if (hasTerminal && !terminal.interactive)
        throw usageError(
          '-t needs a terminal, and there is none here.',
          'Leave -t away: -i is enough for pipes.',
        );
      const { TERM, COLORTERM } = process.env;
      const look = hasTerminal
        ? { TERM: TERM ?? 'xterm', ...(COLORTERM === undefined ? {} : { COLORTERM }) }
        : {};
      const conversation = await client().connect(`sessions/${encodeURIComponent(id)}/exec`, {
        wake: String(flags.wake === true),
      });
      const { runCommand } = await import('../../hands/run-command.ts');
      process.exitCode = await runCommand(conversation, {
        command,
        env: { ...look, ...flags.env },
        hasTerminal,
        hasInput: flags.interactive === true,
        ...(flags.workdir === undefined ? {} : { workdir: flags.workdir }),
        ...(flags.agent === undefined ? {} : { agent: flags.agent }),
      });
    });
}
