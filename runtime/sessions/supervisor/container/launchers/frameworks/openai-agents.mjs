// OpenAI Agents: an agent is run by the `run` of the package that the agent's own code uses; results may be streams.

import { importAsAgent } from './agents-import.mjs';
import { conversation } from './conversation.mjs';
import { textOf } from './results.mjs';
import { summed } from './usage.mjs';

const PACKAGES = ['@openai/agents', '@openai/agents-core'];

export function runnerOf(thing, folder) {
  if (typeof thing.toTextStream === 'function' && 'completed' in thing)
    return (_message, _context, tell) => follow(thing, tell);
  if ('finalOutput' in thing && 'rawResponses' in thing) return async () => replyOfRun(thing);
  const isAgent = 'instructions' in thing && 'handoffs' in thing && typeof thing.asTool === 'function';
  return isAgent ? (message, context, tell) => start(thing, folder, message, context, tell) : undefined;
}

async function start(agent, folder, message, context, tell) {
  const run = await runOf(folder);
  const items = conversation(message, context).map(({ role, content }) =>
    role === 'assistant'
      ? { role, status: 'completed', content: [{ type: 'output_text', text: content }] }
      : { role, content },
  );
  return follow(await run(agent, items, { stream: true }), tell);
}

async function runOf(folder) {
  for (const name of PACKAGES) {
    const found = await importAsAgent(folder, name);
    if (typeof found?.run === 'function') return found.run;
  }
  throw new Error(`None of ${PACKAGES.join(', ')} can be imported from ${folder}`);
}

async function follow(result, tell) {
  for await (const text of result.toTextStream()) tell(text);
  await result.completed;
  return replyOfRun(result);
}

function replyOfRun(result) {
  const counts = (result.rawResponses ?? []).map(({ usage }) => [usage?.inputTokens, usage?.outputTokens]);
  const output = result.finalOutput;
  const content = typeof output === 'object' && output !== null ? JSON.stringify(output) : textOf(output);
  return { content, usage: summed(counts) };
}
