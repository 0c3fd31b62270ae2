// Who is in the teams that bindings name: asked of GitHub every few minutes and when it tells of a change, written into the
// store, where whoever decides reads it.

import type { Access } from '../../../state/access/access.ts';
import { TEAM_HOLDS_MS, loginsNamed, teamsNamed, teamsOf } from '../../../state/access/github-people.ts';
import type { Clock } from '../../../state/model/clock.ts';
import { messageOf } from '../../../state/model/errors.ts';
import type { GitHubTeamRow } from '../../../state/store/github-people.ts';
import type { Store } from '../../../state/store/store.ts';
import type { GitHub, Person, RepoName, Waiting } from '../github.ts';

export interface TeamWatchDeps {
  readonly store: Pick<Store, 'accounts' | 'githubPeople'>;
  readonly github: Pick<GitHub, 'teamMembers'>;
  readonly access: Pick<Access, 'grants'>;
  /** The config repository's: the right that we have there is used. */
  readonly repo: RepoName;
  readonly clock: Clock;
}

export interface TeamWatch {
  /** Asks for what was not asked for so long, in milliseconds. What GitHub can't say is written down, not thrown. */
  refresh(olderThanMs: number, waiting?: Waiting): Promise<void>;
  /** Until the signal aborts. */
  watch(waiting: { readonly signal: AbortSignal }): Promise<void>;
}

const EVERY_MS = 60_000;
/** An answer is good for so long; a command asks again when it is older. */
export const TEAM_FRESH_MS = 5 * 60_000;
/** A team is not larger, nor are there more; further ones give nothing and say so. */
const MOST_MEMBERS = 5_000;
const MOST_TEAMS = 100;

export function createTeamWatch({ store, github, access, repo, clock }: TeamWatchDeps): TeamWatch {
  const { accounts, githubPeople } = store;

  async function ask(
    team: string,
    known: GitHubTeamRow | undefined,
    waiting: Waiting,
  ): Promise<readonly Person[]> {
    const askedAt = clock.now();
    try {
      const found = await github.teamMembers(repo, team, MOST_MEMBERS, waiting);
      const problem =
        found === undefined
          ? 'GitHub shows no such team: check its name, and that the token may read the organization’s members.'
          : null;
      const members = (found ?? []).map(({ id }) => id);
      await githubPeople.putTeam({
        team,
        members,
        asOf: found === undefined ? null : askedAt,
        askedAt,
        problem,
      });
      return found ?? [];
    } catch (error) {
      if (waiting.signal?.aborted === true) throw error;
      const { members = [], asOf = null } = known ?? {};
      await githubPeople.putTeam({ team, members, asOf, askedAt, problem: messageOf(error) });
      return [];
    }
  }

  /** A login that is named is remembered with the id that has it when it is first met. */
  async function meet(people: readonly Person[], logins: ReadonlySet<string>): Promise<void> {
    for (const { login, id } of people)
      if (logins.has(login.toLowerCase())) await githubPeople.remember(login.toLowerCase(), id, clock.now());
  }

  async function writeAccounts(): Promise<void> {
    const now = clock.now();
    const rows = await githubPeople.teams();
    for (const { kind, name, githubLogin, teams: before } of await accounts.list()) {
      const id = githubLogin === null ? undefined : await githubPeople.idOf(githubLogin);
      const teams = id === undefined ? [] : teamsOf(id, rows, now);
      if (teams.length === 0 && before.length === 0) continue;
      const asOf = rows.filter(({ team }) => teams.includes(team)).map((row) => row.asOf ?? 0);
      const teamsUntil = teams.length === 0 ? null : Math.min(...asOf) + TEAM_HOLDS_MS;
      await accounts.update(kind, name, { teams, teamsUntil });
    }
  }

  async function refresh(olderThanMs: number, waiting: Waiting = {}): Promise<void> {
    const grants = await access.grants();
    const wanted = teamsNamed(grants).slice(0, MOST_TEAMS);
    const rows = new Map((await githubPeople.teams()).map((row) => [row.team, row]));
    for (const team of rows.keys()) if (!wanted.includes(team)) await githubPeople.deleteTeam(team);
    const due = wanted.filter((team) => (rows.get(team)?.askedAt ?? -Infinity) + olderThanMs <= clock.now());
    if (due.length > 0) {
      const linked = (await accounts.list()).flatMap(({ githubLogin }) => githubLogin ?? []);
      const logins = new Set([...loginsNamed(grants), ...linked]);
      for (const team of due) await meet(await ask(team, rows.get(team), waiting), logins);
    }
    if (due.length > 0 || rows.size > 0) await writeAccounts();
  }

  return {
    refresh,
    async watch({ signal }) {
      while (!signal.aborted) {
        // A store that is away is there again a minute later; until then what was known holds, for its time.
        await refresh(TEAM_FRESH_MS, { signal }).catch(() => undefined);
        await clock.wait(EVERY_MS, { signal }).catch(() => undefined);
      }
    },
  };
}
