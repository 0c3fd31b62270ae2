// What can become of asking a model, as it is kept with the decision that was made without it. Pure.

import type { ModelVerdict } from '../route.ts';

const failed = (code: string, message: string): ModelVerdict => ({
  type: 'failed',
  fallback: { from: 'model', code, message },
});

export const timedOut = (timeout: string): ModelVerdict =>
  failed('MODEL_TIMEOUT', `The model did not answer within ${timeout}.`);

export const refused = (status: number): ModelVerdict =>
  failed('MODEL_REFUSED', `The model's server answered with the status ${status}.`);

export const unreachable = (): ModelVerdict =>
  failed('MODEL_UNREACHABLE', "The model's server could not be reached.");

export const unusable = (): ModelVerdict =>
  failed('MODEL_ANSWER_UNUSABLE', 'The model answered with something that names no agent of this space.');

export const keyMissing = (secret: string): ModelVerdict =>
  failed('MODEL_KEY_MISSING', `The secret ${secret}, which holds the model's key, is not set.`);

export const keyUnreadable = (secret: string): ModelVerdict =>
  failed('MODEL_KEY_MISSING', `The secret ${secret}, which holds the model's key, can't be opened.`);
