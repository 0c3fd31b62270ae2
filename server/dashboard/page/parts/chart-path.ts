// A line of values over time as an SVG path. Pure.

export interface Point {
  readonly at: number;
  readonly value: number;
}

/** What was measured; where it is not known there is no point, and least of all a zero. */
export function pointsOf<Sample extends { readonly at: string }>(
  samples: readonly Sample[],
  of: (sample: Sample) => number | null,
): readonly Point[] {
  return samples.flatMap((sample) => {
    const value = of(sample);
    return value === null ? [] : [{ at: Date.parse(sample.at), value }];
  });
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** From the first to the last point, zero at the bottom, `most` at the top; one alone is a dot at the end. */
export function pathOf(points: readonly Point[], most: number, { width, height }: Box): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  const span = last.at - first.at;
  const place = ({ at, value }: Point): string => {
    const x = span === 0 ? width : ((at - first.at) / span) * width;
    const y = height - (most === 0 ? 0 : value / most) * height;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  };
  return `M${points.map(place).join('L')}${points.length === 1 ? 'h0' : ''}`;
}

const sizes = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function bytesText(bytes: number): string {
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < sizes.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${value >= 100 || step === 0 ? Math.round(value) : value.toFixed(1)} ${sizes[step]}`;
}
