// Which files of a repository can declare something. Pure.
//
// Every YAML file below the config path is looked at. Below `spaces/` each one is meant for us, so that a slip in its
// first lines is a problem. Elsewhere a file may belong to something else, and is ours only if it says so by its
// apiVersion; a broken one elsewhere is ours only if it mentions `raworc.dev/`.

const YAML = /\.ya?ml$/i;

export interface Selection {
  /** True for files that the loader reads. */
  wants(path: string): boolean;
  /** True where nothing but declarations is expected. */
  isOurs(path: string): boolean;
}

/** `configPath` is a folder, with or without slashes around it; empty or `.` is the whole repository. */
export function selectFiles(configPath: string): Selection {
  const root = configPath
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  const prefix = root === '' ? '' : `${root}/`;
  return {
    wants(path) {
      if (!YAML.test(path) || !path.startsWith(prefix)) return false;
      const inside = path.slice(prefix.length);
      return !inside.startsWith('.') && !inside.includes('/.') && !`/${inside}`.includes('/node_modules/');
    },
    isOurs: (path) => path.startsWith(`${prefix}spaces/`),
  };
}

/** Whether the text of a file outside of `spaces/` can be ours at all; cheap, for it spares parsing. */
export function mentionsUs(text: string): boolean {
  return /raworc/i.test(text);
}

/** Whether a file outside of `spaces/` that can't be read must be taken for ours. */
export function claimsToBeOurs(text: string): boolean {
  return text.includes('raworc.dev/');
}
