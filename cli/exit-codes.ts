// What the exit status of every command means; `raworc --help` lists them.

export const exitCodes = {
  ok: 0,
  /** The command ran and found problems, or what it asked for failed. */
  failed: 1,
  /** It could not run: wrong arguments, an unreadable folder, a broken setting. */
  usage: 2,
  unreachable: 3,
  unauthorized: 4,
  notFound: 5,
  conflict: 6,
  /** What was waited for did not happen in time. */
  timeout: 7,
  interrupted: 130,
} as const;

export const exitCodeHelp = `Exit codes:
  0  done                     4  no valid token, or not allowed
  1  problems, or it failed   5  not found
  2  could not run            6  conflict with the present state
  3  server not reachable     7  not in time`;
