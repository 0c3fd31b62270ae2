// How this GitHub behaves on demand: away, slow, or short of patience.

export type Mood =
  | { readonly type: 'well' }
  /** Every connection is cut before an answer. */
  | { readonly type: 'away' }
  /** This status for everything. */
  | { readonly type: 'broken'; readonly status: number }
  /** The hour's requests are used up until then (seconds since the epoch). */
  | { readonly type: 'limited'; readonly until: number }
  /** Too much at once: to be tried again after so many seconds. */
  | { readonly type: 'overrun'; readonly seconds: number };

export interface MoodAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: string;
}

/** What the API answers instead of doing what it was asked for; undefined where it does. */
export function moodAnswer(mood: Mood): MoodAnswer | undefined {
  switch (mood.type) {
    case 'well':
    case 'away':
      return undefined;
    case 'broken':
      return { status: mood.status, headers: {}, message: 'Server Error' };
    case 'limited':
      return {
        status: 403,
        headers: {
          'x-ratelimit-limit': '5000',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(mood.until),
        },
        message: 'API rate limit exceeded.',
      };
    case 'overrun':
      return {
        status: 403,
        headers: { 'retry-after': String(mood.seconds) },
        message: 'You have exceeded a secondary rate limit.',
      };
    default:
      return mood satisfies never;
  }
}
