// Time as a parameter: the real clock in `raworc serve`, a fake one in the scenarios. Pure interface.

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  wait(ms: number, options?: { readonly signal?: AbortSignal }): Promise<void>;
}
