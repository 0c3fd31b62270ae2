// `raworc session forward ID PORT[:REMOTE]…`: reach ports in a session from this machine.

import type { Command } from 'commander';
import { messageOf, RaworcError } from '../../../state/model/errors.ts';
import { contextOf, newCommand } from '../../command.ts';
import { untilInterrupted } from '../../interrupt.ts';

export function forwardCommand(): Command {
  return newCommand('forward', 'reach ports in a session from this machine, until Ctrl-C')
    .argument('<id>')
    .argument('<ports...>', 'PORT, or PORT:REMOTE; 0 as PORT takes any that is free')
    .option('--wake', 'resume the session first if it is paused or suspended')
    .action(async (id: string, given: string[], _options, command: Command) => {
      const { client, terminal } = contextOf(command);
      const { wake } = command.optsWithGlobals<{ readonly wake?: boolean }>();
      const { nextFrame } = await import('../../client/socket.ts');
      const { listenFor, parsePorts } = await import('../../hands/forward-port.ts');
      const server = client();
      const path = `sessions/${encodeURIComponent(id)}/forward`;
      const ports = given.map(parsePorts);
      await untilInterrupted(async (signal) => {
        const port = ports.map(({ remote }) => remote);
        const held = await server.connect(path, { port, hold: 'true', wake: String(wake === true) });
        signal.addEventListener('abort', () => held.end(), { once: true });
        await nextFrame(held);
        const stop = new AbortController();
        try {
          for (const forwarded of ports) {
            const { remote } = forwarded;
            const local = await listenFor(forwarded, () => server.connect(path, { port: [remote] }), {
              fail: (error) => terminal.say(sentenceOf(error)),
              signal: AbortSignal.any([signal, stop.signal]),
            });
            terminal.say(`http://127.0.0.1:${local} leads to port ${remote} of ${id}`);
          }
          // Says nothing more, until the session can't be reached.
          await nextFrame(held);
        } finally {
          stop.abort();
          held.end();
        }
      });
    });
}

const sentenceOf = (error: unknown): string =>
  error instanceof RaworcError ? `${error.code}: ${error.message}` : messageOf(error);
