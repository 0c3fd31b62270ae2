// How long ago something was; the exact time is in its title.

import { signal } from '@preact/signals';

/** Moves on every ten seconds, for every age on the page at once. */
const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), 10_000);

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

export function agoText(time: string, at: number): string {
  const seconds = Math.max(0, Math.round((at - Date.parse(time)) / 1000));
  for (const [unit, size] of units) if (seconds >= size) return `${Math.floor(seconds / size)} ${unit} ago`;
  return seconds < 10 ? 'just now' : `${seconds} s ago`;
}

export function Ago({ time }: { readonly time: string | null }) {
  if (time === null) return <span class="quiet">never</span>;
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {agoText(time, now.value)}
    </time>
  );
}
