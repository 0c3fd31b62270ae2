// `raworc doctor`: what has to be right on this machine, and what to do where it is not.

import type { Command } from 'commander';
import { contextOf, newCommand } from '../command.ts';
import { alreadyShown } from '../errors.ts';
import { untilInterrupted } from '../interrupt.ts';
import { serveSettings } from '../settings/serve-settings.ts';

export function doctorCommand(): Command {
  return newCommand('doctor', 'check the engine, the base image, the database, Git and the clock').action(
    async (_options, command: Command) => {
      const { settings, showAll, terminal, format } = contextOf(command);
      const { examineMachine } = await import('../doctor/examine-machine.ts');
      await untilInterrupted(async (signal) => {
        const findings = await examineMachine(serveSettings(settings), signal);
        showAll(findings, {
          name: ({ check }) => check,
          none: '',
          columns: [
            { title: 'CHECK', value: ({ check }) => check },
            { title: 'RESULT', value: ({ result }) => result },
            { title: 'FOUND', value: ({ message }) => message },
          ],
        });
        const bad = findings.filter(({ result }) => result !== 'ok');
        if (format === 'table') for (const { check, hint } of bad) terminal.say(`hint: ${check}: ${hint}`);
        if (bad.some(({ result }) => result === 'failed')) throw alreadyShown();
      });
    },
  );
}
