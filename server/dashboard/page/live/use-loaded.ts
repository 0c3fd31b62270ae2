// `createLoaded` for as long as a part is shown, loaded again whenever what it depends on is another.

import { useEffect, useMemo } from 'preact/hooks';
import { createLoaded, type Loaded } from './loaded.ts';

/** `of` names the thing; `changes` is anything that differs when it may have changed. */
export function useLoaded<T>(
  of: string,
  load: (signal: AbortSignal) => Promise<T>,
  changes: unknown = null,
): Loaded<T> {
  const loaded = useMemo(() => createLoaded(load), [of]);
  useEffect(() => () => loaded.stop(), [loaded]);
  useEffect(() => loaded.reload(), [loaded, changes]);
  return loaded;
}
