// LangGraph's graphs and LangChain's runnables: both are streamed.

import { importAsAgent } from './agents-import.mjs';
import { conversation, earlier } from './conversation.mjs';
import { kindOf, lastAnswer, textOf } from './results.mjs';
import { inputsOf, outputOf, textInput } from './inputs.mjs';
import { summed } from './usage.mjs';

const SPOKEN = new Set(['ai', 'AIMessageChunk']);

export async function runnerOf(thing, folder) {
  const built =
    typeof thing.addNode === 'function' && typeof thing.compile === 'function' ? thing.compile() : thing;
  if (typeof built.invoke !== 'function' || typeof built.stream !== 'function') return undefined;
  const isGraph = typeof built.getState === 'function' && typeof built.channels === 'object';
  return isGraph ? graphRunner(built, folder) : runnableRunner(built);
}

function graphRunner(graph, folder) {
  const names = Object.keys(graph.channels).filter((name) => !/^(__|branch:)/.test(name));
  const takesMessages = names.includes('messages');
  const key = takesMessages ? undefined : textInput(names, "the graph's state");

  /** A graph that keeps its own memory has a thread per session: what it remembers isn't told again. */
  async function inputFor(message, context, config) {
    const known = graph.checkpointer ? await graph.getState(config) : undefined;
    if (known?.tasks?.some(({ interrupts }) => interrupts?.length > 0)) {
      // It waits for an answer, and the message is that.
      const { Command } = await importAsAgent(folder, '@langchain/langgraph');
      return new Command({ resume: message });
    }
    const remembers = Object.keys(known?.values ?? {}).length > 0;
    return takesMessages
      ? { messages: conversation(message, remembers ? {} : context) }
      : inputsOf(key, names, message, earlier(context));
  }

  return async (message, context, tell) => {
    const config = { configurable: { thread_id: context.session_id }, streamMode: ['messages', 'values'] };
    const state = {};
    const used = new Map();
    let speaking;
    for await (const [mode, payload] of await graph.stream(
      await inputFor(message, context, config),
      config,
    )) {
      if (mode === 'values') {
        Object.assign(state, payload);
        continue;
      }
      const [piece] = payload;
      if (!SPOKEN.has(kindOf(piece))) continue;
      const { usage_metadata: counted } = piece;
      if (counted) used.set(piece.id, [counted.input_tokens, counted.output_tokens]);
      const text = textOf(piece);
      if (text === '') continue;
      // Another answer, after a tool's or by another node.
      tell(speaking === undefined || speaking === piece.id ? text : `\n\n${text}`);
      speaking = piece.id;
    }
    const last = lastAnswer(state.messages ?? []);
    const { __interrupt__: interrupts, ...values } = state;
    const content = interrupts
      ? interrupts.map(({ value }) => textOf(value)).join('\n\n')
      : textOf(last ?? outputOf(values, ['messages', key]));
    return { content, usage: summed([...used.values()], last?.response_metadata?.model_name) };
  };
}

function runnableRunner(runnable) {
  // A prompt says what it takes; it stands first in a sequence.
  const names = (runnable.first ?? runnable).inputVariables;
  const key = names?.length > 0 ? textInput(names, 'the prompt') : undefined;
  const isModel = typeof (runnable.first ?? runnable)._llmType === 'function';
  return async (message, context, tell) => {
    const named = key === undefined ? message : inputsOf(key, names, message, earlier(context));
    let content = '';
    for await (const piece of await runnable.stream(isModel ? conversation(message, context) : named)) {
      const text = textOf(piece);
      content += text;
      tell(text);
    }
    return { content };
  };
}
