// `raworc api PATH`: any path of the API, with the token and the address that the other commands use.

import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { messageOf } from '../../state/model/errors.ts';
import { contextOf, newCommand } from '../command.ts';
import { usageError } from '../errors.ts';
import { formatItem } from '../output/format.ts';

interface ApiOptions {
  readonly method: string;
  readonly body?: string;
  readonly header?: readonly string[];
}

async function textOf(body: string): Promise<string> {
  if (body === '-') return text(process.stdin);
  if (!body.startsWith('@')) return body;
  const file = body.slice(1);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw usageError(`The file ${file} can’t be read: ${messageOf(error)}.`);
  }
}

async function parseBody(body: string | undefined): Promise<unknown> {
  if (body === undefined) return undefined;
  const json = await textOf(body);
  try {
    return JSON.parse(json);
  } catch (error) {
    throw usageError(`The body is not JSON: ${messageOf(error)}.`);
  }
}

function parseHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) throw usageError(`${JSON.stringify(line)} is no header.`, 'Write it as NAME: VALUE.');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

export function apiCommand(): Command {
  return newCommand('api', 'send a request to any path of the API')
    .argument('<path>', 'below /api/v0/: spaces, sessions/ID/messages')
    .option('-m, --method <method>', 'get, post, put, patch or delete', 'get')
    .option('-b, --body <json>', 'the body; @FILE reads it from a file, - from standard input')
    .option('-H, --header <line...>', 'an additional header')
    .action(async (path: string, { method, body, header }: ApiOptions, command: Command) => {
      const { client, terminal, format } = contextOf(command);
      const answer = await client().request<unknown>(
        method.toUpperCase(),
        path.replace(/^\/+(api\/v0\/)?/, ''),
        {
          body: await parseBody(body),
          headers: parseHeaders(header ?? []),
        },
      );
      if (answer === undefined) return;
      terminal.out(
        formatItem(answer, { columns: [], name: () => '', none: '' }, format === 'yaml' ? 'yaml' : 'json'),
      );
    });
}
