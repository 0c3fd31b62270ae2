// Names that Git takes for branches and for files. Pure.

/** As `git check-ref-format --branch`. */
export function isBranchName(name: string): boolean {
  return (
    // oxlint-disable-next-line no-control-regex -- control characters are among what Git refuses
    !/[\u0000-\u0020\u007F~^:?*[\\]|\.\.|@\{|\/\/|\.$|^-|^@$/.test(name) &&
    name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** Relative, with `/`, inside the repository, and never the folder in which Git keeps itself, however it is spelled. */
export function isFilePath(path: string): boolean {
  return (
    !path.includes('\0') &&
    !path.includes('\\') &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !isGitFolder(part))
  );
}

/** File systems that fold case, drop ends or shorten names take these for `.git`. */
function isGitFolder(part: string): boolean {
  return /^(\.git|git~1)[ .]*$/i.test(
    part.replaceAll(/[\u200B-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g, ''),
  );
}
