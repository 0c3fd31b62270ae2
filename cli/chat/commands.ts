// What may be typed in a chat besides messages: `/help` lists it.

import { nearest } from '../../schemas/text/nearest.ts';
import type { AgentView } from '../../server/api/shapes/agent.ts';
import type { MessageView } from '../../server/api/shapes/message.ts';
import type { SessionView } from '../../server/api/shapes/session.ts';
import type { SpaceView } from '../../server/api/shapes/space.ts';
import type { Client } from '../client/client.ts';
import { age } from '../output/age.ts';
import { printable, renderTable } from '../output/table.ts';
import { styled, type Terminal } from '../output/terminal.ts';

export interface ChatState {
  /** Where what is typed next goes. */
  session: string;
  readonly space: string;
  /** Who answers every message; undefined, routing decides. */
  agent: string | undefined;
}

export interface ChatParts {
  readonly client: Client;
  readonly terminal: Terminal;
  readonly state: ChatState;
}

interface ChatCommand {
  readonly argument?: string;
  readonly description: string;
  /** Answers `quit` where the chat is over. */
  run(parts: ChatParts, argument: string): Promise<'quit' | void>;
}

const pathOf = ({ session }: ChatState): string => `sessions/${encodeURIComponent(session)}`;

function request(verb: 'pause' | 'resume' | 'suspend', description: string): ChatCommand {
  return {
    description,
    async run({ client, terminal, state }) {
      const { target } = await client.post<SessionView & { readonly target: string }>(
        `${pathOf(state)}/${verb}`,
      );
      terminal.say(styled(terminal, 'dim', `The session is to be ${target}; a message wakes it.`));
    },
  };
}

const agentsOf = async (client: Client, space: string): Promise<readonly AgentView[]> =>
  (await client.get<SpaceView>(`spaces/${encodeURIComponent(space)}`)).agents;

const commands: Readonly<Record<string, ChatCommand>> = {
  agents: {
    description: 'who is there, and what for',
    async run({ client, terminal, state }) {
      const agents = await agentsOf(client, state.space);
      const width = Math.max(0, ...agents.map(({ name }) => name.length));
      for (const { name, spec } of agents) {
        const mark = name === state.agent ? '*' : ' ';
        terminal.say(`${mark} ${name.padEnd(width)}  ${printable(spec.purpose ?? '')}`.trimEnd());
      }
    },
  },
  agent: {
    argument: 'NAME',
    description: 'let this one answer from now on; without a name, let routing decide again',
    async run({ client, terminal, state }, name) {
      const agents = await agentsOf(client, state.space);
      const wanted = name.replace(/^@/, '');
      if (wanted !== '' && !agents.some((agent) => agent.name === wanted)) {
        const names = agents.map((agent) => agent.name);
        const meant = nearest(wanted, names);
        const hint = meant === undefined ? `There are: ${names.join(', ')}.` : `Did you mean ${meant}?`;
        terminal.say(styled(terminal, 'red', printable(`There is no agent ${wanted}. ${hint}`)));
        return;
      }
      state.agent = wanted === '' ? undefined : wanted;
      terminal.say(
        styled(
          terminal,
          'dim',
          wanted === '' ? 'Routing decides who answers.' : `${wanted} answers from now on.`,
        ),
      );
    },
  },
  state: {
    description: 'how the session is, and why',
    async run({ client, terminal, state }) {
      const { id, state: now, since, reason, message, hint } = await client.get<SessionView>(pathOf(state));
      terminal.say(`${id} is ${now} for ${age(since, Date.now())} (${reason}): ${printable(message)}`);
      if (hint !== null) terminal.say(styled(terminal, 'dim', `hint: ${printable(hint)}`));
    },
  },
  history: {
    description: 'what was said',
    async run({ client, terminal, state }) {
      const messages = await client.all<MessageView>(`${pathOf(state)}/messages`);
      for (const { role, agent, content } of messages) {
        const who = role === 'agent' ? (agent ?? 'agent') : 'you';
        terminal.say(`${styled(terminal, 'cyan', `${who}:`)} ${printable(content)}`);
      }
    },
  },
  pause: request('pause', 'freeze the processes where they stand'),
  resume: request('resume', 'go on after a pause or a suspension'),
  suspend: request('suspend', 'remove the container, keep the workspace'),
  fork: {
    description: 'go on in a copy of the files and the history; this session stays as it is',
    async run({ client, terminal, state }) {
      const before = state.session;
      const { id } = await client.post<SessionView>(`${pathOf(state)}/fork`);
      state.session = id;
      terminal.say(styled(terminal, 'dim', `You are in ${id} now. The other one is ${before}.`));
    },
  },
  help: {
    description: 'this list',
    async run({ terminal }) {
      const rows = Object.entries(commands).map(([name, { argument, description }]) => ({
        name: `/${name}${argument === undefined ? '' : ` ${argument}`}`,
        description,
      }));
      const table = renderTable(rows, [
        { title: '', value: ({ name }) => name },
        { title: '', value: ({ description }) => description },
      ]);
      terminal.say(table.trim());
      terminal.say('@agent at the beginning of a message picks who answers that one.');
      terminal.say('A line that ends in \\ goes on, as does Alt-Enter; what is pasted is one message.');
      terminal.say('Ctrl-C cancels the reply; at the prompt, twice, it ends the chat, as Ctrl-D does.');
    },
  },
  quit: { description: 'end the chat', run: async () => 'quit' },
};

const COMMAND = /^\/([a-z-]+)(?:\s+(.*))?$/;

/** Undefined where what was typed is a message. */
export function commandOf(typed: string): ((parts: ChatParts) => Promise<'quit' | void>) | undefined {
  const [, name, argument = ''] = COMMAND.exec(typed.trim()) ?? [];
  if (name === undefined) return undefined;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return (parts) => command.run(parts, argument.trim());
  const meant = nearest(name, Object.keys(commands));
  const hint = meant === undefined ? '/help lists what there is.' : `Did you mean /${meant}?`;
  return async ({ terminal }) => terminal.say(styled(terminal, 'red', `There is no /${name}. ${hint}`));
}
