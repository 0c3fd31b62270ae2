// A review as it is kept: its links and digests are made again from where this runtime is then.

import type { ReviewView } from '../render/view.ts';

export type StoredView = Omit<ReviewView, 'links' | 'digest'>;

export function storedView(view: ReviewView): StoredView {
  const { links: _, digest: __, ...stored } = view;
  return stored;
}
