// The port through which tokens reach Git transfers, per host, so that no URL, log or error ever holds one.

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Transfer {
  /** The path of what is asked for: `/owner/name.git/info/refs`. */
  readonly path: string;
  /** What the server did not accept just now: is there anything newer? */
  readonly refused?: Credentials;
  readonly signal?: AbortSignal;
}

/**
 * `host` with its port where it isn't the default one. Asked for each request, so that a rotated token is used at once.
 * Undefined: go without. May reject where a token has to be made and that fails.
 */
export type CredentialsForHost = (
  host: string,
  transfer: Transfer,
) => Credentials | undefined | Promise<Credentials | undefined>;
