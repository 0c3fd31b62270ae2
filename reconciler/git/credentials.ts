// The port through which tokens reach Git transfers, per host, so that no URL, log or error ever holds one.

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** `host` with its port where it isn't the default one. Asked for each transfer, so that a rotated token is used at once. */
export type CredentialsForHost = (host: string) => Credentials | undefined;
