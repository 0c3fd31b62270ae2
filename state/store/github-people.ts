// People of GitHub, as far as bindings are about them. Logins and teams are in lower case: GitHub tells none apart by case.

export interface GitHubTeamRow {
  /** `organization/team`. */
  readonly team: string;
  /** Ids of its members. */
  readonly members: readonly number[];
  /** When GitHub said so, in milliseconds; null: it never did. */
  readonly asOf: number | null;
  /** When it was asked last, whatever came of it. */
  readonly askedAt: number;
  /** Why it could not say then, in a sentence; null: it could. */
  readonly problem: string | null;
}

export interface GitHubPeople {
  /** The id that the login is remembered with: the first counts until it is forgotten. */
  remember(login: string, githubId: number, at: number): Promise<number>;
  idOf(login: string): Promise<number | undefined>;
  forget(login: string): Promise<void>;
  /** Forgets every login but these. */
  keepOnly(logins: readonly string[]): Promise<void>;
  teams(): Promise<readonly GitHubTeamRow[]>;
  /** Inserts, or replaces what was known of that team. */
  putTeam(row: GitHubTeamRow): Promise<void>;
  deleteTeam(team: string): Promise<void>;
}
