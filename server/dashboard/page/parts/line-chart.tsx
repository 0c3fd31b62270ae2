// One amount over time: a line, and the same in words.

import { pathOf, type Point } from './chart-path.ts';

interface Drawn {
  readonly title: string;
  readonly points: readonly Point[];
  readonly tell: (value: number) => string;
}

const box = { width: 240, height: 48 };

export function LineChart({ title, points, tell }: Drawn) {
  const most = points.reduce((peak, { value }) => Math.max(peak, value), 0);
  const now = points.at(-1)?.value;
  const words = now === undefined ? 'not known' : `${tell(now)} now, ${tell(most)} at most`;
  return (
    <figure class="chart">
      <figcaption>
        {title} <span class="quiet">{words}</span>
      </figcaption>
      <svg
        viewBox={`0 -2 ${box.width} ${box.height + 4}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${words}`}
      >
        <path class={points.length === 1 ? 'lone' : undefined} d={pathOf(points, most, box)} />
      </svg>
    </figure>
  );
}
