// Which spaces a problem concerns: that of the thing which it names, and where that tells nothing, those that its file and its
// folder belong to. Pure.

import type { Problem } from '../../schemas/problem.ts';

export interface PlacedProblem {
  readonly problem: Problem;
  /** By name; also such as are not there, for a file may be what keeps them from it. Empty where it concerns no space. */
  readonly spaces: readonly string[];
}

/** Where the last good version of a space, or of an agent in it, is declared. */
export interface DeclaredPlace {
  readonly kind: 'Space' | 'Agent';
  readonly space: string;
  readonly file: string;
}

/** `configPath`: the folder below which resources are declared; `.` is all of the repository. */
export function placeProblems(
  problems: readonly Problem[],
  declared: readonly DeclaredPlace[],
  configPath: string,
): readonly PlacedProblem[] {
  if (problems.length === 0) return [];
  const folderOf = folderBelow(configPath);
  const known = new Set(declared.map(({ space }) => space));
  const byFile = spacesBy(declared, ({ file }) => file);
  const byFolder = spacesBy(
    declared.filter(({ kind }) => kind === 'Space'),
    ({ file }) => folderOf(file),
  );

  function spacesOf({ file, resource }: Problem): readonly string[] {
    const named = resource === undefined ? undefined : spaceIn(resource);
    // A role or a binding, wherever it stands.
    if (named === null) return [];
    if (named !== undefined && known.has(named)) return [named];
    const folder = folderOf(file);
    const owners = folder === undefined ? [] : (byFolder.get(folder) ?? [folder]);
    // A name that is nobody's may be misspelt; those to whom the file belongs are told as well.
    const own = named === undefined ? [] : [named];
    return [...new Set([...own, ...(byFile.get(file) ?? []), ...owners])].sort();
  }

  return problems.map((problem) => ({ problem, spaces: spacesOf(problem) }));
}

/** What keeps something from being applied, then the rest; each by its place. */
export function worstFirst(a: Problem, b: Problem): number {
  const rank = ({ severity }: Problem) => (severity === 'error' ? 0 : 1);
  const byFile = a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
  return rank(a) - rank(b) || byFile || a.line - b.line || a.column - b.column;
}

/** Of `Space/sales`, `Agent/sales/bot` and `Secret/sales/KEY`; null for what belongs to no space. */
function spaceIn(resource: string): string | null {
  const [kind, space] = resource.split('/');
  return space !== undefined && (kind === 'Space' || kind === 'Agent' || kind === 'Secret') ? space : null;
}

/** `sales` of `spaces/sales/agents/bot.yaml` and of `spaces/sales.yaml`; undefined elsewhere. */
function folderBelow(configPath: string): (file: string) => string | undefined {
  const parts = configPath.split('/').filter((part) => part !== '' && part !== '.');
  const prefix = [...parts, 'spaces', ''].join('/');
  return (file) =>
    file.startsWith(prefix)
      ? file
          .slice(prefix.length)
          .split('/')[0]
          ?.replace(/\.ya?ml$/i, '')
      : undefined;
}

function spacesBy(
  places: readonly DeclaredPlace[],
  keyOf: (place: DeclaredPlace) => string | undefined,
): ReadonlyMap<string | undefined, readonly string[]> {
  const groups = Map.groupBy(places, keyOf);
  return new Map([...groups].map(([key, same]) => [key, same.map(({ space }) => space)]));
}
