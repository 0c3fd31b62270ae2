// What a command does to what, as it is judged: the same that the API's routes need. Pure.

import { NO_SPACE } from '../../../state/model/plan.ts';
import type { Deed } from '../people/judge.ts';
import type { Parsed } from './parse.ts';

/** `shown`: the spaces that the pull request's plan touches. */
export function deedsOf(parsed: Parsed, shown: readonly string[]): readonly Deed[] {
  const { line: what } = parsed;
  const looking: Deed = { verb: 'get', kind: 'Revision', space: null, what, changesNothing: true };
  if (parsed.type === 'wrong') return [looking];
  const operating = (space: string): Deed => ({ verb: 'operate', kind: 'Space', space, what });
  const { command } = parsed;
  switch (command.type) {
    case 'plan':
    case 'help':
      return [looking];
    case 'hold':
    case 'unhold':
    case 'rollback':
      return [operating(command.space)];
    case 'confirm': {
      if (command.space !== undefined) return [operating(command.space)];
      const spaces = shown.filter((space) => space !== NO_SPACE);
      return spaces.length === 0 ? [looking] : spaces.map(operating);
    }
    default:
      return command satisfies never;
  }
}
