// `raworc doctor`: what has to be right on this machine, and what to do where it is not.

import { join } from 'node:path';
import type { Command } from 'commander';
import { createGitRepositories } from '../../reconciler/git/git-repositories.ts';
import { createDockerEngine } from '../../runtime/containers/docker/engine.ts';
import { contextOf, newCommand } from '../command.ts';
import { runChecks } from '../doctor/checks.ts';
import { alreadyShown } from '../errors.ts';
import { untilInterrupted } from '../interrupt.ts';
import { systemRandom } from '../serve/clock.ts';
import { gitCredentials } from '../serve/git-credentials.ts';
import { serveSettings } from '../settings/serve-settings.ts';

export function doctorCommand(): Command {
  return newCommand('doctor', 'check the engine, the base image, the database, Git and the clock').action(
    async (_options, command: Command) => {
      const { settings, showAll, terminal, format, now } = contextOf(command);
      const serve = serveSettings(settings);
      const engine = createDockerEngine({ owner: 'doctor' });
      const repositories = createGitRepositories({
        cacheDir: join(serve.home, 'git'),
        credentials: gitCredentials(serve.githubToken),
      });
      await untilInterrupted(async (signal) => {
        const findings = await runChecks({
          settings: serve,
          engine,
          repositories,
          random: systemRandom,
          now,
          signal,
        });
        await engine.close();
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
