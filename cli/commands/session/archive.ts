// `raworc session export ID [-f FILE]` and `import FILE --space S`: a session taken along as one file.

import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Command } from 'commander';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import { chooseSpace } from '../../client/choose-space.ts';
import { waitForState } from '../../client/wait.ts';
import { contextOf, newCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { parseSeconds } from '../../output/parse-seconds.ts';
import { printableSessions } from '../../views/session-view.ts';

interface ImportOptions {
  readonly space?: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

const isCompressed = (file: string): boolean => /\.(tar\.gz|tgz|gz)$/u.test(file);

export function exportCommand(): Command {
  return newCommand('export', 'write history and files of a session into one file')
    .argument('<id>')
    .option('-f, --file <file>', 'left out, ID.tar.gz; - for standard output')
    .action(async (id: string, { file = `${id}.tar.gz` }: { file?: string }, command: Command) => {
      const { client, terminal } = contextOf(command);
      const query = isCompressed(file) ? { gzip: 'true' } : {};
      const answer = await client().raw('GET', `sessions/${encodeURIComponent(id)}/export`, { query });
      const archive = Readable.fromWeb(answer.body as ReadableStream<Uint8Array>);
      if (file === '-') {
        await pipeline(archive, process.stdout, { end: false });
        return;
      }
      // Under its name there is only ever a whole one.
      const part = `${file}.part`;
      try {
        await pipeline(archive, createWriteStream(part));
        await rename(part, file);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      terminal.out(`${file}\n`);
    });
}

export function importCommand(): Command {
  return newCommand('import', 'make a session from what `export` wrote')
    .argument('<file>', '- for standard input')
    .option('-w, --wait', 'until it is idle')
    .option('--timeout <seconds>', 'how long to wait', parseSeconds, 300)
    .action(async (file: string, _options, command: Command) => {
      const { client, show, now } = contextOf(command);
      const { space: wanted, wait, timeout } = command.optsWithGlobals<ImportOptions>();
      const server = client();
      const space = await chooseSpace(server, wanted);
      const content = file === '-' ? process.stdin : await opened(file);
      const type = 'application/x-tar';
      const answer = await server.raw('POST', 'sessions/import', { query: { space }, content, type });
      const session = (await answer.json()) as SessionView;
      show(
        wait === true ? await waitForState(server, session.id, 'idle', timeout) : session,
        printableSessions(now()),
      );
    });
}

async function opened(file: string): Promise<Readable> {
  const content = createReadStream(file);
  await new Promise((resolve, reject) => {
    content.once('open', resolve);
    content.once('error', reject);
  }).catch((error: Error) => {
    throw usageError(`The archive can't be opened: ${error.message}.`);
  });
  return content;
}
