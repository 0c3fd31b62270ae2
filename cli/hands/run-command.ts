// One command in a session, with this process's own streams as its streams.

import { once } from 'node:events';
import type { Conversation } from '../../server/api/frames.ts';
import { nextFrame } from '../client/socket.ts';
import { takeTerminal, terminalSize } from './raw-terminal.ts';

export interface Wanted {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workdir?: string;
  readonly agent?: string;
  /** Standard input goes along; otherwise the command's is empty. */
  readonly hasInput: boolean;
  readonly hasTerminal: boolean;
}

/** Resolves with the command's exit code. */
export async function runCommand(conversation: Conversation, wanted: Wanted): Promise<number> {
  const { hasInput, hasTerminal, ...command } = wanted;
  await conversation.say({
    type: 'begin',
    ...command,
    ...(hasTerminal ? { terminal: terminalSize() } : {}),
  });
  using undo = new DisposableStack();
  if (hasTerminal) {
    undo.use(takeTerminal());
    onWhile(undo, process.stdout, 'resize', () => said({ type: 'resize', ...terminalSize() }));
  } else {
    let interruptions = 0;
    // The first Ctrl-C is the command's, as it would be if it ran here; the second ends the connection.
    onWhile(undo, process, 'SIGINT', () => {
      interruptions += 1;
      if (interruptions === 1) said({ type: 'signal', name: 'SIGINT' });
      else conversation.end();
    });
  }
  if (hasInput) {
    undo.defer(() => void process.stdin.destroy());
    void sendInput(conversation);
  } else said({ type: 'end' });
  try {
    return await showOutput(conversation);
  } finally {
    conversation.end();
  }

  function said(frame: object): void {
    // Where the connection is gone, reading it tells.
    conversation.say(frame).catch(() => undefined);
  }
}

function onWhile(undo: DisposableStack, emitter: NodeJS.EventEmitter, event: string, listener: () => void) {
  emitter.on(event, listener);
  undo.defer(() => void emitter.off(event, listener));
}

async function sendInput(conversation: Conversation): Promise<void> {
  try {
    for await (const bytes of process.stdin as AsyncIterable<Buffer>) await conversation.send(bytes);
    await conversation.say({ type: 'end' });
  } catch {
    // The command has ended, and with it the connection.
  }
}

async function showOutput(conversation: Conversation): Promise<number> {
  let stream: NodeJS.WriteStream = process.stdout;
  for (;;) {
    const frame = await nextFrame(conversation);
    if (Buffer.isBuffer(frame)) {
      if (!stream.write(frame)) await once(stream, 'drain');
    } else if (frame['type'] === 'stream') {
      stream = frame['name'] === 'stderr' ? process.stderr : process.stdout;
    } else if (frame['type'] === 'exit') return Number(frame['code']);
  }
}
