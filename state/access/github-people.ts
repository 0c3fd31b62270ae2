// Which subject somebody of GitHub is: by the id that GitHub gives each person for ever, because a login can be given up and
// taken by another. What is remembered decides; nobody is asked here.

import type { Store, StoreTables } from '../store/store.ts';
import type { GitHubTeamRow } from '../store/github-people.ts';
import { GITHUB_PERSON, type Grants, type Subject } from './decide.ts';

export interface GitHubPerson {
  readonly login: string;
  readonly id: number;
}

export interface Recognised {
  readonly subject: Subject;
  /** Why they may less than the bindings seem to say: a sentence each. */
  readonly doubts: readonly string[];
}

/** For so long the last answer counts when GitHub can't be asked; afterwards nobody is in the team. */
export const TEAM_HOLDS_MS = 60 * 60_000;

/** Lower case, without doubles. */
export function teamsNamed({ bindings }: Grants): readonly string[] {
  return [...new Set(bindings.flatMap(({ spec }) => spec.subjects.flatMap((one) => lower(one.githubTeam))))];
}

export function loginsNamed({ bindings }: Grants): readonly string[] {
  return [...new Set(bindings.flatMap(({ spec }) => spec.subjects.flatMap((one) => lower(one.github))))];
}

/** From then on what is asked for on GitHub takes a role, too. */
export const namesGitHub = (grants: Grants): boolean =>
  teamsNamed(grants).length > 0 || loginsNamed(grants).length > 0;

/** The teams that count at that time, of those in which the person is. Pure. */
export function teamsOf(id: number, teams: readonly GitHubTeamRow[], now: number): readonly string[] {
  return teams.filter((team) => holds(team, now) && team.members.includes(id)).map(({ team }) => team);
}

/** Their login counts as theirs while the id is the one that it was first met with. */
export async function recognise(
  { login: text, id }: GitHubPerson,
  { accounts, githubPeople }: Pick<Store, 'accounts' | 'githubPeople'>,
  now: number,
): Promise<Recognised> {
  const login = text.toLowerCase();
  const rows = await githubPeople.teams();
  const teams = teamsOf(id, rows, now);
  const doubts = rows.filter((row) => !holds(row, now)).map(doubtOf);
  const whatever = { kind: 'account', teams, scopes: null, spaces: null } as const;
  const guest: Subject = { ...whatever, account: `${GITHUB_PERSON}${login}` };
  if ((await githubPeople.remember(login, id, now)) !== id) {
    const taken = `The login ${login} belongs to somebody else on GitHub than when it was first seen here: bind it anew.`;
    return { subject: guest, doubts: [taken, ...doubts] };
  }
  const account = await accounts.byGithubLogin(login);
  if (account === undefined) return { subject: { ...guest, github: login }, doubts };
  if (account.disabledAt !== null)
    return {
      subject: { ...guest, teams: [] },
      doubts: [`The account ${account.name} of ${login} is disabled.`],
    };
  return { subject: { ...whatever, account: account.name, kind: account.kind, github: login }, doubts };
}

/** What no binding and no account names any more may be another's the next time it is named. */
export async function forgetUnnamed(
  { accounts, githubPeople }: Pick<StoreTables, 'accounts' | 'githubPeople'>,
  grants: Grants,
): Promise<void> {
  const linked = (await accounts.list()).flatMap(({ githubLogin }) => githubLogin ?? []);
  await githubPeople.keepOnly([...loginsNamed(grants), ...linked]);
}

const holds = ({ asOf }: GitHubTeamRow, now: number): boolean => asOf !== null && asOf + TEAM_HOLDS_MS > now;

const doubtOf = ({ team, problem }: GitHubTeamRow): string =>
  `Who is in ${team} is not known: ${problem ?? 'GitHub was not asked for an hour.'}`;

const lower = (text: string | undefined): readonly string[] =>
  text === undefined ? [] : [text.toLowerCase()];
