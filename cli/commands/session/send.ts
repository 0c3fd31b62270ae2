// `raworc session send ID TEXT`: prints the reply and nothing else.

import { randomUUID } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import { priorities, strategies } from '../../../state/model/turn.ts';
import { replyOf, waitForTurn } from '../../client/wait.ts';
import { contextOf, newCommand } from '../../command.ts';
import { parseSeconds } from '../../output/parse-seconds.ts';

interface SendOptions {
  readonly agent?: string;
  readonly timeout: number;
  readonly wait: boolean;
  readonly strategy: string;
  readonly priority: string;
  readonly turnTimeout?: number;
  readonly queueTimeout?: number;
}

export function sendCommand(): Command {
  return newCommand('send', 'say something and print the reply')
    .argument('<id>')
    .argument('<text>', '- reads it from standard input')
    .option('--timeout <seconds>', 'how long to wait for the reply', parseSeconds, 600)
    .addOption(
      new Option('--strategy <strategy>', 'while another message is being answered')
        .choices(strategies)
        .default('enqueue'),
    )
    .addOption(
      new Option('--priority <priority>', 'before or after messages to other sessions')
        .choices(priorities)
        .default('normal'),
    )
    .option('--turn-timeout <seconds>', 'how long the turn may take', parseSeconds)
    .option('--queue-timeout <seconds>', 'how long it may wait until it begins', parseSeconds)
    .option('--no-wait', "print the turn's id instead of waiting")
    .action(async (id: string, given: string, _options, command: Command) => {
      const { client, terminal, format } = contextOf(command);
      const { agent, timeout, wait, strategy, priority, ...limits } = command.optsWithGlobals<SendOptions>();
      const content = given === '-' ? await readAll(process.stdin) : given;
      const server = client();
      const path = `sessions/${encodeURIComponent(id)}/messages`;
      const accepted = await server.request<TurnWithReplyView>('POST', path, {
        body: {
          content,
          agent,
          strategy,
          priority,
          timeout_seconds: limits.turnTimeout,
          queue_timeout_seconds: limits.queueTimeout,
        },
        query: { wait: wait ? Math.min(timeout, 25) : 0 },
        headers: { 'idempotency-key': randomUUID() },
      });
      if (!wait) {
        terminal.out(`${accepted.id}\n`);
        return;
      }
      const turn = await waitForTurn(server, id, accepted, timeout);
      terminal.out(format === 'json' ? `${JSON.stringify(turn, null, 2)}\n` : `${replyOf(turn)}\n`);
    });
}
