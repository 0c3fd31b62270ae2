// What the main thread and the loader's thread say to each other: calls with a number, answers with the same number.

import { messageOf, RaworcError, type Disposition } from '../../../state/model/errors.ts';

export type LoaderMethod =
  | 'know'
  | 'read'
  | 'part'
  | 'acknowledge'
  | 'plan'
  | 'review'
  | 'edit'
  | 'retainSources';

export type ToThread =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly method: LoaderMethod;
      readonly args: readonly unknown[];
    }
  | { readonly type: 'abort'; readonly id: number };

export type FromThread =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: PlainError };

/** An error as it crosses: classes don't survive being cloned. */
export interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly disposition: Disposition;
  readonly details: Readonly<Record<string, unknown>>;
}

export function toPlain(thrown: unknown): PlainError {
  if (!(thrown instanceof RaworcError)) {
    return { code: 'LOADER_FAILED', message: messageOf(thrown), disposition: 'retry', details: {} };
  }
  const { code, message, hint, disposition, details } = thrown;
  return { code, message, disposition, details, ...(hint === undefined ? {} : { hint }) };
}

export function fromPlain({ code, message, ...more }: PlainError): RaworcError {
  return new RaworcError(code, message, more);
}
