// Who we are at GitHub.

export type Identity =
  | { readonly type: 'none' }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'app'; readonly appId: number; readonly privateKey: string };

/** What must never be seen of it in a log or an error. */
export function secretsOf(identity: Identity): readonly string[] {
  switch (identity.type) {
    case 'none':
      return [];
    case 'token':
      return [identity.token];
    case 'app':
      return [identity.privateKey];
    default:
      return identity satisfies never;
  }
}
