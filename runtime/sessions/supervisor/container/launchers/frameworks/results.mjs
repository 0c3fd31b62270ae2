// What frameworks return, as text and usage. Known by shape.

import { usageOf } from './usage.mjs';

const ANSWERS = new Set(['ai', 'AIMessage', 'AIMessageChunk', 'assistant']);

export function replyOf(result) {
  return { content: textOf(result), usage: usageIn(result) };
}

export function textOf(result) {
  if (result === undefined || result === null) return '';
  if (typeof result !== 'object') return String(result);
  if (result instanceof Uint8Array) return Buffer.from(result).toString('utf8');
  if (Array.isArray(result)) return textOfParts(result);
  // OpenAI Agents, the AI SDK, then answers of OpenAI's client.
  for (const name of ['finalOutput', 'text', 'output_text']) {
    if (typeof result[name] === 'string') return result[name];
  }
  if (Array.isArray(result.choices)) {
    const [choice] = result.choices;
    return textOf((choice?.message ?? choice?.delta)?.content);
  }
  if ('content' in result) return textOf(result.content);
  const last = Array.isArray(result.messages) ? lastAnswer(result.messages) : undefined;
  return last === undefined ? JSON.stringify(result) : textOf(last);
}

/** LangChain says a message's kind by a method, plain ones by their role. */
export const kindOf = (message) =>
  typeof message?.getType === 'function' ? message.getType() : (message?.type ?? message?.role);

/** The last message that an agent wrote; undefined where there is none. */
export const lastAnswer = (messages) => messages.findLast((message) => ANSWERS.has(kindOf(message)));

function textOfParts(parts) {
  const isText = (part) => typeof part === 'string' || typeof part?.type === 'string';
  if (!parts.every(isText)) return JSON.stringify(parts);
  return parts.map((part) => (typeof part === 'string' ? part : (part.text ?? ''))).join('');
}

function usageIn(result) {
  const counted = result?.totalUsage ?? result?.usage;
  if (typeof counted !== 'object' || counted === null) return undefined;
  return usageOf(
    counted.inputTokens ?? counted.input_tokens ?? counted.prompt_tokens,
    counted.outputTokens ?? counted.output_tokens ?? counted.completion_tokens,
    result.response?.modelId ?? result.model,
  );
}
