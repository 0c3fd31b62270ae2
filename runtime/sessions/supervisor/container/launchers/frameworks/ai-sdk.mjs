// The AI SDK: its agents, and what streamText and generateText give.

import { conversation } from './conversation.mjs';
import { replyOf, textOf } from './results.mjs';
import { usageOf } from './usage.mjs';

export function runnerOf(thing) {
  if (isStream(thing)) return (_message, _context, tell) => follow(thing, tell);
  if ('steps' in thing && typeof thing.text === 'string') return async () => replyOf(thing);
  const isAgent =
    typeof thing.stream === 'function' && typeof thing.generate === 'function' && 'tools' in thing;
  return isAgent ? (message, context, tell) => run(thing, message, context, tell) : undefined;
}

const isStream = (thing) => 'textStream' in thing && 'fullStream' in thing;

async function run(agent, message, context, tell) {
  const result = await agent.stream({ messages: conversation(message, context) });
  return isStream(result) ? follow(result, tell) : replyOf(result);
}

/** Read in full, since its text stream ends well where the model failed. */
async function follow(result, tell) {
  for await (const part of result.fullStream) {
    if (part.type === 'text-delta') tell(part.text ?? part.delta ?? part.textDelta ?? '');
    else if (part.type === 'error')
      throw part.error instanceof Error ? part.error : new Error(String(part.error));
  }
  const [text, used, response] = await Promise.all([
    result.text,
    result.totalUsage ?? result.usage,
    result.response,
  ]);
  return { content: textOf(text), usage: usageOf(used?.inputTokens, used?.outputTokens, response?.modelId) };
}
