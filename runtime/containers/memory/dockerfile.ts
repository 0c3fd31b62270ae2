// As much of a Dockerfile as an imagined build needs: its instructions in order, with continued lines joined. Pure.

export interface Instruction {
  /** In capitals: `FROM`, `COPY`, `RUN`… */
  readonly keyword: string;
  readonly args: string;
}

export function parseDockerfile(text: string): readonly Instruction[] {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, keyword = '', args = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
      return { keyword: keyword.toUpperCase(), args };
    });
}

/** The paths that a COPY or ADD takes from the build's context; none where it copies from a stage. */
export function copiedPaths({ keyword, args }: Instruction): readonly string[] {
  if (keyword !== 'COPY' && keyword !== 'ADD') return [];
  const words = args.split(/\s+/);
  if (words.some((word) => word.startsWith('--from='))) return [];
  return words.filter((word) => !word.startsWith('--')).slice(0, -1);
}
