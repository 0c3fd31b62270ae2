// How this GitHub behaves on demand: away, broken, or short of patience.

export type Mood =
  | { readonly type: 'well' }
  /** Every connection is cut before an answer. */
  | { readonly type: 'away' }
  /** Does what it is asked for, and the line is cut before it answers. */
  | { readonly type: 'cut-off' }
  /** This status for everything. */
  | { readonly type: 'broken'; readonly status: number }
  /** Too much at once, the secondary rate limit: to be tried again after so many seconds. */
  | { readonly type: 'overrun'; readonly seconds: number };

export interface MoodAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: string;
}

/** What the API answers instead of doing what it was asked for; undefined where it does that. */
export function moodAnswer(mood: Mood): MoodAnswer | undefined {
  switch (mood.type) {
    case 'well':
    case 'away':
    case 'cut-off':
      return undefined;
    case 'broken':
      return { status: mood.status, headers: {}, message: 'Server Error' };
    case 'overrun':
      return {
        status: 403,
        headers: { 'retry-after': String(mood.seconds) },
        message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      };
    default:
      return mood satisfies never;
  }
}
