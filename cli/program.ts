// The tree of commands. Each command stands in a file of its own under commands/.

import addCompletion from '@bomb.sh/tab/commander';
import { Command, Option } from 'commander';
import { apiCommand } from './commands/api.ts';
import { auditCommand } from './commands/audit.ts';
import { authCommand } from './commands/auth.ts';
import { benchCommand } from './commands/bench.ts';
import { baseCommand } from './commands/base.ts';
import { confirmCommand } from './commands/confirm.ts';
import { describeCommand } from './commands/describe.ts';
import { doctorCommand } from './commands/doctor.ts';
import { gcCommand } from './commands/gc.ts';
import { getCommand } from './commands/get.ts';
import { historyCommand } from './commands/history.ts';
import { initCommand } from './commands/init.ts';
import { holdCommand, rollbackCommand, unholdCommand } from './commands/hold.ts';
import { logsCommand } from './commands/logs.ts';
import { planCommand } from './commands/plan.ts';
import { routeCommand } from './commands/route.ts';
import { schemaCommand } from './commands/schema.ts';
import { secretCommand } from './commands/secret.ts';
import { serveCommand } from './commands/serve.ts';
import { sessionCommand } from './commands/session.ts';
import { dashboardCommand } from './commands/dashboard.ts';
import { statusCommand } from './commands/status.ts';
import { syncCommand } from './commands/sync.ts';
import { topCommand } from './commands/top.ts';
import { usageCommand } from './commands/usage.ts';
import { validateCommand } from './commands/validate.ts';
import { webhookCommand } from './commands/webhook.ts';
import { exitCodeHelp } from './exit-codes.ts';
import { outputFormats } from './output/format.ts';
import { version } from './version.ts';

export function createProgram(): Command {
  const program = new Command('raworc')
    .exitOverride()
    .description('Runs AI agents of any framework, driven by Git.')
    .version(version)
    .addOption(
      new Option('-o, --output <format>', 'how results are printed').choices(outputFormats).default('table'),
    )
    .option('--home <folder>', 'RAWORC_HOME (default ~/.raworc)')
    .option('--api-url <url>', 'RAWORC_API_URL: the server to talk to')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
    .showSuggestionAfterError()
    .addHelpText('after', `\n${exitCodeHelp}`);

  program.commandsGroup('Run:');
  for (const make of [serveCommand, doctorCommand, baseCommand, gcCommand, benchCommand])
    program.addCommand(make());
  program.commandsGroup('What is declared:');
  for (const make of [initCommand, validateCommand, schemaCommand, planCommand, syncCommand])
    program.addCommand(make());
  program.commandsGroup('What runs:');
  for (const make of [
    statusCommand,
    dashboardCommand,
    getCommand,
    describeCommand,
    logsCommand,
    historyCommand,
  ])
    program.addCommand(make());
  for (const make of [topCommand, usageCommand]) program.addCommand(make());
  for (const make of [holdCommand, unholdCommand, rollbackCommand, confirmCommand])
    program.addCommand(make());
  program.commandsGroup('Work with agents:');
  for (const make of [sessionCommand, routeCommand, secretCommand, webhookCommand, apiCommand])
    program.addCommand(make());
  program.commandsGroup('Who may do what:');
  for (const make of [authCommand, auditCommand]) program.addCommand(make());
  program.commandsGroup('Shells:');
  // Last, since it looks at the commands that there are.
  addCompletion(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description('print what makes a shell complete commands: source <(raworc completion bash)');
  return program;
}
