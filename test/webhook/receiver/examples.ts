// The payloads that GitHub publishes as examples, in its order.

import { createRequire } from 'node:module';

export interface Example {
  readonly event: string;
  /** Which of the event's examples. */
  readonly at: number;
  readonly action: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
}

const require = createRequire(import.meta.url);

export function publishedExamples(): readonly Example[] {
  const events = require('@octokit/webhooks-examples/api.github.com/index.json') as readonly {
    readonly name: string;
    readonly examples: readonly Readonly<Record<string, unknown>>[];
  }[];
  return events.flatMap(({ name, examples }) =>
    examples.map((payload, at) => ({
      event: name,
      at,
      action: typeof payload['action'] === 'string' ? payload['action'] : undefined,
      payload,
    })),
  );
}
