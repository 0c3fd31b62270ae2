// How long a request waits for a turn.

export const waitQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    wait: { type: 'number', minimum: 0, maximum: 300, description: 'Seconds to wait for the reply.' },
  },
} as const;
