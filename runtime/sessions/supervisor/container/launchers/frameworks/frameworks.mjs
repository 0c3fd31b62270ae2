// Objects of frameworks as handlers, known by their shape, so that no framework is imported that the agent did not bring.
// A runner is called with `(message, context, tell)`; `tell(text)` streams. It resolves with `{ content, usage? }`.

import { runnerOf as aiSdk } from './ai-sdk.mjs';
import { runnerOf as graph } from './graph.mjs';
import { runnerOf as openaiAgents } from './openai-agents.mjs';
import { runnerOf as response } from './response.mjs';

export { replyOf, textOf } from './results.mjs';

const KINDS = [response, aiSdk, openaiAgents, graph];

/** Runs the object with a message; undefined where it is none of a known framework. */
export async function runnerOf(thing, folder) {
  if (typeof thing !== 'object' || thing === null) return undefined;
  for (const kind of KINDS) {
    const run = await kind(thing, folder);
    if (run !== undefined) return run;
  }
  return undefined;
}

export function notUnderstood(name, thing) {
  const kind = typeof thing === 'object' ? (thing?.constructor?.name ?? 'null') : typeof thing;
  const error = new Error(`Handler ${name} is a ${kind}, which is no function and nothing that can be run`);
  error.hint =
    'Export a function of message and context, an agent of the AI SDK or of OpenAI Agents, a LangGraph graph, a LangChain runnable, or a function without parameters that returns one of these.';
  return error;
}
