// Commands about the agents in test/fixtures/agents, with what no test is about filled in.

import { join } from 'node:path';
import type {
  TurnContext,
  TurnStartCommand,
  WorkerConfigureCommand,
} from '../../../runtime/sessions/link/frames.ts';

export const AGENTS = join(import.meta.dirname, '../../fixtures/agents');

export function configure(more: Partial<WorkerConfigureCommand> = {}): WorkerConfigureCommand {
  return {
    type: 'worker.configure',
    agent: 'echo',
    revision: '1',
    dir: join(AGENTS, 'python'),
    runtime: 'python3',
    contract: 'function',
    handler: 'main.process_message',
    timeout_seconds: 30,
    concurrency: 1,
    env: {},
    ...more,
  };
}

export function context(turn: string, agent = 'echo', attempt = 1): TurnContext {
  return {
    session_id: 'ses_1',
    space: 'my-team',
    agent,
    turn_id: turn,
    attempt,
    timestamp: '2026-01-02T03:04:05.678Z',
    user: 'admin',
    parent: null,
    history: [],
  };
}

export function turn(id: string, message: string, more: Partial<TurnStartCommand> = {}): TurnStartCommand {
  const agent = more.agent ?? 'echo';
  return {
    type: 'turn.start',
    turn: id,
    attempt: 1,
    agent,
    message,
    context: context(id, agent, more.attempt),
    ...more,
  };
}
