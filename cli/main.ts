// Runs one command and turns whatever was thrown into a line, a hint and an exit status.

import { CommanderError } from 'commander';
import { messageOf, RaworcError } from '../state/model/errors.ts';
import { exitCodeOf, usageError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { createTerminal, styled, type Terminal } from './output/terminal.ts';
import { printable } from './output/table.ts';
import { onUsageError } from './output/usage-errors.ts';
import { createProgram } from './program.ts';

function showError(terminal: Terminal, thrown: unknown): void {
  if (!(thrown instanceof RaworcError)) {
    terminal.say(`${styled(terminal, 'red', 'raworc:')} ${messageOf(thrown)}`);
    if (process.env['RAWORC_LOG_LEVEL'] === 'debug' && thrown instanceof Error)
      terminal.say(thrown.stack ?? '');
    return;
  }
  if (thrown.message === '') return;
  terminal.say(`${styled(terminal, 'red', 'raworc:')} ${thrown.code}: ${printable(thrown.message)}`);
  if (thrown.hint !== undefined)
    terminal.say(`${styled(terminal, 'dim', 'hint:')} ${printable(thrown.hint)}`);
}

export async function main(argv: readonly string[]): Promise<void> {
  const terminal = createTerminal(process.env);
  // A reader such as `head` that has seen enough is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.ok);
    throw error;
  });
  const program = createProgram();
  onUsageError(program, ({ message, hint }) => showError(terminal, usageError(message, hint)));
  try {
    await program.parseAsync(argv);
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      // It was said already; Commander's own status 1 means a wrong argument.
      process.exitCode = thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
      return;
    }
    showError(terminal, thrown);
    process.exitCode = exitCodeOf(thrown);
  }
}
