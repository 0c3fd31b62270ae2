// The port, on the APIs of OpenAI and Anthropic and all that are compatible with them.

import type { LanguageModel } from 'ai';
import { parseDuration } from '../../../../schemas/duration.ts';
import type { RoutingModel } from '../../../../schemas/kinds/routing.ts';
import type { ModelVerdict } from '../route.ts';
import type { AskModel, AskModelDeps, ModelQuestion } from './ask-model.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { keyMissing, keyUnreadable, refused, timedOut, unreachable, unusable } from './failure.ts';
import { answerSchema, INSTRUCTIONS, promptOf, readAnswer } from './prompt.ts';

const OWN_URLS: Readonly<Record<RoutingModel['provider'], string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
};
const DEFAULT_MS = 5_000;

export function createAskModel({ secrets }: AskModelDeps): AskModel {
  return async function askModel(question, { signal } = {}) {
    const { space, model } = question;
    const timeout = AbortSignal.timeout(parseDuration(model.timeout) ?? DEFAULT_MS);
    const stop = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    const key = await keyOf(space, model.apiKeySecret);
    if (typeof key !== 'string') return key;
    // A server that does not even notice that nobody waits any more is not waited for either.
    const stopped = Promise.withResolvers<ModelVerdict>();
    const giveUp = (): void => stopped.resolve(timedOut(model.timeout));
    stop.addEventListener('abort', giveUp, { once: true });
    if (stop.aborted) giveUp();
    try {
      return await Promise.race([ask(question, key, stop), stopped.promise]);
    } finally {
      stop.removeEventListener('abort', giveUp);
    }
  };

  /** Empty where none is wanted. */
  async function keyOf(space: string, secret: string | undefined): Promise<string | ModelVerdict> {
    if (secret === undefined) return '';
    try {
      const { values } = await secrets.open(space, [secret]);
      return values[secret] ?? keyMissing(secret);
    } catch {
      return keyUnreadable(secret);
    }
  }
}

async function ask(question: ModelQuestion, key: string, signal: AbortSignal): Promise<ModelVerdict> {
  const names = question.agents.map(({ name }) => name);
  // Only spaces with a model need it, and it takes a while to load.
  const { APICallError, generateText, jsonSchema, NoObjectGeneratedError, Output } = await import('ai');
  Reflect.set(globalThis, 'AI_SDK_LOG_WARNINGS', false);
  try {
    const { output } = await generateText({
      model: await connect(question.model, key),
      system: INSTRUCTIONS,
      prompt: promptOf(question),
      output: Output.object({ name: 'route', schema: jsonSchema(answerSchema(names)) }),
      maxRetries: 0,
      abortSignal: signal,
    });
    const answer = readAnswer(output, names);
    return answer === undefined ? unusable() : { type: 'chosen', ...answer };
  } catch (thrown) {
    if (signal.aborted) return timedOut(question.model.timeout);
    if (APICallError.isInstance(thrown) && thrown.statusCode !== undefined) {
      return thrown.statusCode < 300 ? unusable() : refused(thrown.statusCode);
    }
    return NoObjectGeneratedError.isInstance(thrown) ? unusable() : unreachable();
  }
}

/** Address and key are always given: left out, the environment of this process would fill them in. */
async function connect({ provider, model, baseUrl }: RoutingModel, apiKey: string): Promise<LanguageModel> {
  const baseURL = baseUrl ?? OWN_URLS[provider];
  switch (provider) {
    case 'openai': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      return createOpenAICompatible({
        name: provider,
        baseURL,
        supportsStructuredOutputs: true,
        fetch: boundedFetch,
        ...(apiKey === '' ? {} : { apiKey }),
      }).chatModel(model);
    }
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({ baseURL, apiKey, fetch: boundedFetch }).languageModel(model);
    }
    default:
      return provider satisfies never;
  }
}
