// Where a list goes on that is sorted by a time and then a key, both descending: also when the row itself is gone. Pure.

export interface TimePlace {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly key: string;
}

export interface PageInTime {
  readonly limit: number;
  readonly after?: TimePlace;
}

export const formatTimePlace = ({ at, key }: TimePlace): string => `${at}.${key}`;

/** Undefined where it never was a place. */
export function parseTimePlace(text: string): TimePlace | undefined {
  const [, at, key] = /^(\d{1,15})\.([\w.-]{1,150})$/.exec(text) ?? [];
  return key === undefined ? undefined : { at: Number(at), key };
}
