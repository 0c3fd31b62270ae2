// `raworc serve`: the whole runtime in one process.

import { once } from 'node:events';
import type { Command } from 'commander';
import { contextOf, newCommand } from '../command.ts';
import { styled } from '../output/terminal.ts';
import { ownConfigPath, secretsAmong, serveSettings } from '../settings/serve-settings.ts';
import { version } from '../version.ts';
import { loadSettings, type Overrides, settingNames } from '../settings/settings.ts';

interface ServeOptions {
  readonly repo?: string;
  readonly ref?: string;
  readonly path?: string;
  readonly database?: string;
  readonly role?: string;
  readonly host?: string;
  readonly port?: string;
  readonly insecureHttp?: boolean;
  readonly poll?: string;
  readonly logLevel?: string;
}

function overridesOf(options: ServeOptions, home: string): Overrides {
  const given: Record<string, string | undefined> = {
    RAWORC_HOME: home,
    RAWORC_CONFIG_REPO: options.repo,
    RAWORC_CONFIG_REF: options.ref,
    RAWORC_CONFIG_PATH: options.path,
    RAWORC_DATABASE_URL: options.database,
    RAWORC_ROLE: options.role,
    RAWORC_HOST: options.host,
    RAWORC_PORT: options.port,
    RAWORC_INSECURE_HTTP: options.insecureHttp ? 'on' : undefined,
    RAWORC_POLL: options.poll,
    RAWORC_LOG_LEVEL: options.logLevel,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const longest = Math.max(...Object.keys(settingNames).map((name) => name.length));
const settingsHelp = Object.entries(settingNames)
  .map(([name, meaning]) => `  ${name.padEnd(longest + 2)}${meaning}`)
  .join('\n');

export function serveCommand(): Command {
  return newCommand('serve', 'run the reconciler, the sessions and the API in one process')
    .option('-r, --repo <location>', 'the config repository: URL or path')
    .option('--ref <ref>', 'the branch, tag or commit of it that is in force')
    .option('--path <folder>', 'the folder in it that counts')
    .option('-d, --database <url>', 'mysql://… or sqlite:…')
    .option('--role <role>', 'api, operator or all: one process for the network, others for the engine')
    .option('--host <address>', 'where to listen')
    .option('-p, --port <port>', 'where to listen; 0 takes a free one')
    .option('--insecure-http', 'listen without TLS or proxy where others may listen too')
    .option('--poll <interval>', 'how often Git is looked at: 30s, or a cron expression')
    .option('--log-level <level>', 'how much is said')
    .addHelpText(
      'after',
      `\nEnvironment, overruled by flags, overrules RAWORC_HOME/config.json:\n${settingsHelp}`,
    )
    .action(async (options: ServeOptions, command: Command) => {
      const { terminal, settings } = contextOf(command);
      const serve = serveSettings(loadSettings(overridesOf(options, settings.home), process.env));
      // Only this command needs the whole runtime; the others start without loading it.
      const start =
        serve.role === 'api'
          ? (await import('../serve/api-process.ts')).startApiProcess
          : (await import('../serve/runtime.ts')).startRuntime;
      const { createLog } = await import('../serve/log.ts');
      const { createHiddenValues } = await import('../../state/secrets/hidden-values.ts');
      const { traceSettings } = await import('../settings/trace-settings.ts');
      const { createTraces } = await import('../../server/telemetry/traces/create-traces.ts');
      const hidden = createHiddenValues(secretsAmong(serve));
      await using traces = createTraces(traceSettings(process.env), { version });
      const { redact } = hidden;
      const log = createLog(serve.logLevel, { redact, traceFields: traces.logFields });
      await using runtime = await start(serve, { log, hidden, traces });
      terminal.say(`${styled(terminal, 'green', 'raworc')} listens at ${runtime.url}`);
      if (serve.configRepo === undefined && serve.role === 'all') {
        terminal.say(`No config repository is set: everything is declared in ${ownConfigPath(serve.home)}`);
      }
      const signal = await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
      log.info({ signal: String(signal[0]) }, 'draining');
    });
}
