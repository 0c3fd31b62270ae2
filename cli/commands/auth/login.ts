// `raworc auth login URL`, `use NAME`, `contexts` and `logout NAME`: which server commands mean, and with which token.

import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { WhoamiView } from '../../../server/api/shapes/access.ts';
import { createClient } from '../../client/client.ts';
import { contextOf, newCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import type { Printable } from '../../output/format.ts';
import { askHidden } from '../../output/prompt.ts';
import { type Contexts, readContexts, writeContexts } from '../../settings/contexts.ts';

/** The server of this machine's RAWORC_HOME. */
const LOCAL = 'local';

export function loginCommand(): Command {
  return newCommand('login', 'log in to a server with a token, read from standard input or asked for')
    .argument('<url>', 'where the server is')
    .option('--name <name>', 'what to call it (default: its host)')
    .action(async (url: string, { name }: { readonly name?: string }, command: Command) => {
      const { settings, terminal } = contextOf(command);
      const server = parseUrl(url);
      const token = await readToken(server.host);
      const { account } = await createClient({ url: server.url, token }).get<WhoamiView>('whoami');
      const called = name ?? server.host;
      if (called === LOCAL)
        throw usageError(`"${LOCAL}" is this machine's own server.`, 'Take another --name.');
      const { servers } = readContexts(settings.home);
      writeContexts(settings.home, {
        current: called,
        servers: { ...servers, [called]: { url: server.url, token } },
      });
      terminal.say(`Logged in to ${server.url} as ${account}. Commands now mean this server.`);
    });
}

export function useCommand(): Command {
  return newCommand('use', `choose the server that commands mean; "${LOCAL}" is the one of this machine`)
    .argument('<name>')
    .action((name: string, _options: object, command: Command) => {
      const { settings, terminal } = contextOf(command);
      const contexts = readContexts(settings.home);
      if (name !== LOCAL) requireKnown(contexts, name);
      writeContexts(settings.home, { ...contexts, current: name === LOCAL ? null : name });
      terminal.say(`Commands now mean ${name === LOCAL ? 'the server of this machine' : name}.`);
    });
}

export function logoutCommand(): Command {
  return newCommand('logout', 'forget a server and its token; the token stays valid until it is revoked')
    .argument('<name>')
    .action((name: string, _options: object, command: Command) => {
      const { settings, terminal } = contextOf(command);
      const contexts = readContexts(settings.home);
      requireKnown(contexts, name);
      const { [name]: _gone, ...servers } = contexts.servers;
      const current = contexts.current === name ? null : contexts.current;
      writeContexts(settings.home, { current, servers });
      terminal.say(`${name} is forgotten.`);
    });
}

interface ContextView {
  readonly name: string;
  readonly url: string;
  readonly current: boolean;
}

const printableContexts: Printable<ContextView> = {
  name: ({ name }) => name,
  none: 'There are none: raworc auth login URL.',
  columns: [
    { title: '', value: ({ current }) => (current ? '*' : '') },
    { title: 'NAME', value: ({ name }) => name },
    { title: 'SERVER', value: ({ url }) => url },
  ],
};

export function contextsCommand(): Command {
  return newCommand('contexts', 'list the servers that one has logged in to').action(
    (_options: object, command: Command) => {
      const { settings, showAll } = contextOf(command);
      const { current, servers } = readContexts(settings.home);
      const known = Object.entries(servers).map(([name, { url }]) => ({
        name,
        url,
        current: name === current,
      }));
      const local = { name: LOCAL, url: `the one of ${settings.home}`, current: current === null };
      showAll([local, ...known], printableContexts);
    },
  );
}

function requireKnown({ servers }: Contexts, name: string): void {
  if (Object.hasOwn(servers, name)) return;
  const known = Object.keys(servers).join(', ') || 'none yet';
  throw usageError(`There is no server called ${JSON.stringify(name)}.`, `Known are: ${known}.`);
}

function parseUrl(text: string): { readonly url: string; readonly host: string } {
  const url = URL.parse(/^[a-z]+:\/\//.test(text) ? text : `https://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '')
    throw usageError(
      `${JSON.stringify(text)} is no address of a server.`,
      'For example https://raworc.example.com.',
    );
  const isNear = /^(localhost|127\.|\[::1\])/.test(url.host);
  if (url.protocol === 'http:' && !isNear)
    throw usageError('A token must not travel unencrypted.', 'Use https, or a tunnel to 127.0.0.1.');
  return { url: url.href.replace(/\/+$/, ''), host: url.host };
}

async function readToken(host: string): Promise<string> {
  const given = process.stdin.isTTY ? await askHidden(`Token for ${host}: `) : await text(process.stdin);
  const token = given.trim();
  if (token === '')
    throw usageError('There is no token.', 'Whoever runs the server makes one: raworc auth token create.');
  return token;
}
