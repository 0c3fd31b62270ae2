// What a failed build's log tells: the step, the last lines that matter, and what to do about it. Pure.

import { STEP_MARK } from './script.ts';

const KEPT_LINES = 30;

export interface BuildFailure {
  /** The step's title; undefined where the build failed before its first. */
  readonly step: string | undefined;
  /** The last lines, oldest first. */
  readonly log: string;
  /** Undefined where the log says nothing that is known. */
  readonly hint: string | undefined;
}

/** `lines` is the end of the log, without what the builder itself says. */
export function explainFailure(lines: readonly string[]): BuildFailure {
  const at = lines.findLastIndex((line) => line.startsWith(STEP_MARK));
  const step = at < 0 ? undefined : lines[at]?.slice(STEP_MARK.length);
  const log = lines.slice(Math.max(0, at)).slice(-KEPT_LINES).join('\n');
  const known = HINTS.find(({ pattern }) => pattern.test(log));
  return { step, log, hint: known?.hint };
}

/** The first that matches counts: what is said more often as a consequence stands further down. */
const HINTS: readonly { readonly pattern: RegExp; readonly hint: string }[] = [
  {
    pattern: /No space left on device|ENOSPC/i,
    hint: "The engine's disk is full: `raworc gc` removes images that nobody needs.",
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|unable to get local issuer|SSL certificate problem/i,
    hint: "A certificate isn't trusted: add it to this machine's bundle and run `raworc base build` again.",
  },
  {
    pattern:
      /Temporary failure in name resolution|Failed to establish a new connection|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|Could not resolve host|network is unreachable|failed to download from/i,
    hint: 'The package registry was not reached: check that containers on this engine have a way to the network.',
  },
  {
    pattern:
      /No matching distribution found|Could not find a version|E404|ETARGET|notarget|no matching package named|failed to select a version/i,
    hint: 'A dependency, or the version asked for, does not exist: check its name and version.',
  },
  {
    pattern:
      /npm ci.*can only install|package\.json and package-lock\.json.*(not in sync|are in sync)|ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile|lock file .* needs to be updated|Cargo\.lock needs to be updated/is,
    hint: "The lock file doesn't fit the dependencies: make it again and commit it.",
  },
  {
    pattern:
      /requires rustc|feature `?edition\w*`? is required|is not supported by the following package|lock file version .* requires/i,
    hint: 'A crate wants a newer Rust than the build image has: lock an older version of it.',
  },
  {
    pattern: /ResolutionImpossible|ERESOLVE|conflicting dependencies/i,
    hint: 'Dependencies contradict each other: loosen or align their versions.',
  },
  {
    pattern:
      /error(\[E\d+\])?: (could not compile|aborting due to)|compilation terminated|error TS\d+|SyntaxError/i,
    hint: "The code doesn't compile: the log says where.",
  },
  {
    pattern:
      /Failed building wheel|Failed to build|gyp ERR|command '.*gcc' failed|linker .* not found|cannot find -l/i,
    hint: 'A package could not be compiled: take a version with a ready-made wheel or binary, or one whose libraries the build image has.',
  },
  {
    pattern: /: (command )?not found/i,
    hint: "The build calls a program that the build image doesn't have.",
  },
  {
    pattern: /\bKilled\b|signal: 9|out of memory|heap out of memory/i,
    hint: 'The build ran out of memory.',
  },
];
