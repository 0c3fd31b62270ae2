// `raworc bench`: how quick this server is, measured from here.

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { measureServer } from '../bench/measure-server.ts';
import type { Summary } from '../bench/summary.ts';
import { chooseSpace } from '../client/choose-space.ts';
import { contextOf, newCommand } from '../command.ts';
import { untilInterrupted } from '../interrupt.ts';
import type { Printable } from '../output/format.ts';
import { parseSeconds } from '../output/parse-seconds.ts';

interface BenchOptions {
  readonly space?: string;
  readonly agent?: string;
  readonly message: string;
  readonly sessions: number;
  readonly messages: number;
  readonly timeout: number;
}

function count(most: number) {
  return (text: string): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`It has to be a whole number from 1 to ${most}.`);
  };
}

const printable: Printable<Summary> = {
  name: ({ what }) => what,
  none: 'Nothing was measured.',
  columns: [
    { title: 'WHAT', value: ({ what }) => what },
    { title: 'COUNT', value: ({ count: times }) => String(times) },
    { title: 'P50 MS', value: (summary) => String(summary.p50_ms) },
    { title: 'P95 MS', value: (summary) => String(summary.p95_ms) },
    { title: 'P99 MS', value: (summary) => String(summary.p99_ms) },
    { title: 'MAX MS', value: (summary) => String(summary.max_ms) },
  ],
};

export function benchCommand(): Command {
  return newCommand(
    'bench',
    'measure how quick the server is, with sessions of its own that are closed again',
  )
    .option('-s, --space <name>', 'the space to measure in; its limits and budgets count')
    .option('-a, --agent <name>', 'the agent to talk to (default: whom the space chooses)')
    .option('-m, --message <text>', 'what to say each time', 'hello')
    .option('--sessions <count>', 'how many beside each other', count(100), 5)
    .option('--messages <count>', 'how many to each, one after the other', count(10_000), 20)
    .option('--timeout <seconds>', 'how long to wait for each step', parseSeconds, 300)
    .action(async (options: BenchOptions, command: Command) => {
      const { client, showAll, terminal } = contextOf(command);
      const server = client();
      const { space: wanted, agent, message, sessions, messages, timeout: timeoutSeconds } = options;
      const space = await chooseSpace(server, wanted);
      await untilInterrupted(async (signal) => {
        const plan = { space, message, sessions, messages, timeoutSeconds };
        const summaries = await measureServer(
          { ...plan, ...(agent === undefined ? {} : { agent }) },
          { server, elapsed: () => performance.now(), say: (step) => terminal.say(`${step}…`), signal },
        );
        showAll(summaries, printable);
      });
    });
}
