// Which session was forked from which, drawn as a tree. Pure.

import type { SessionNodeView } from '../../server/api/shapes/session.ts';
import { age } from '../output/age.ts';
import type { Printable } from '../output/format.ts';

export interface TreeRow {
  readonly session: SessionNodeView;
  /** What is drawn before its id. */
  readonly branch: string;
}

export function rowsOfTree(root: SessionNodeView): readonly TreeRow[] {
  return [{ session: root, branch: '' }, ...below(root, '')];
}

function below({ forks }: SessionNodeView, indent: string): readonly TreeRow[] {
  return forks.flatMap((session, index) => {
    const isLast = index === forks.length - 1;
    const own = { session, branch: `${indent}${isLast ? '└─ ' : '├─ '}` };
    return [own, ...below(session, `${indent}${isLast ? '   ' : '│  '}`)];
  });
}

/** `asked`: the session that the tree was asked for. */
export const printableTree = (asked: string, now: number): Printable<TreeRow> => ({
  name: ({ session }) => session.id,
  none: 'There are no sessions.',
  columns: [
    {
      title: 'SESSION',
      value: ({ session, branch }) => `${branch}${session.id}${session.id === asked ? ' *' : ''}`,
    },
    { title: 'STATE', value: ({ session }) => session.state },
    { title: 'AGE', value: ({ session }) => age(session.created_at, now), align: 'right' },
    { title: 'AT', value: ({ session }) => session.parent_message_id ?? '-' },
    { title: 'BY', value: ({ session }) => session.created_by },
  ],
});
