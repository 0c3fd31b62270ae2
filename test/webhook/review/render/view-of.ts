// Reviews to render, with everything quiet but what a case is about.

import type { ReviewView, ShownChange, ShownSide } from '../../../../webhook/review/render/view.ts';

export function side(spec: Record<string, unknown>, line = 1, file = 'spaces/a.yaml'): ShownSide {
  return { labels: {}, spec, position: { file, line, column: 1 } };
}

export function change(some: Partial<ShownChange> & Pick<ShownChange, 'kind' | 'name'>): ShownChange {
  return {
    space: some.kind === 'Space' ? some.name : 'sales',
    before: null,
    after: null,
    sessions: 0,
    ...some,
  };
}

export function viewOf(some: Partial<ReviewView>): ReviewView {
  return {
    base: 'b'.repeat(40),
    head: 'a'.repeat(40),
    planHash: 'c'.repeat(64),
    changes: [],
    spaces: [],
    problems: [],
    conflicts: [],
    drift: [],
    fork: false,
    links: {
      file: (at, { file, line }) => `https://git.example/${at}/${file}#L${line}`,
      plan: (hash) => `https://raworc.example/plans/${hash}`,
    },
    digest: (value) => `d${value.length}`,
    ...some,
  };
}
