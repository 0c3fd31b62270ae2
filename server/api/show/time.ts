// Milliseconds since the epoch as RFC 3339 in UTC.

export const time = (ms: number) => new Date(ms).toISOString();
export const timeOrNull = (ms: number | null) => (ms === null ? null : time(ms));
