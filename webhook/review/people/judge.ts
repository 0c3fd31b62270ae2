// May this person of GitHub do that? Who may write to the repository may, as ever; once any binding names people or teams of
// GitHub, a role has to allow it as well. Every answer is written down before anything is done.

import type { Access } from '../../../state/access/access.ts';
import type { AuditTrail } from '../../../state/access/audit.ts';
import { decide, type AccessKind, type AccessVerb } from '../../../state/access/decide.ts';
import { namesGitHub, recognise, type GitHubPerson } from '../../../state/access/github-people.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { Store } from '../../../state/store/store.ts';
import type { GitHub, Permission, RepoName, Waiting } from '../../client/github.ts';
import { TEAM_FRESH_MS, type TeamWatch } from '../../client/people/team-watch.ts';

export interface JudgeDeps {
  readonly store: Pick<Store, 'accounts' | 'githubPeople'>;
  readonly access: Pick<Access, 'grants'>;
  readonly audit: Pick<AuditTrail, 'add'>;
  readonly github: Pick<GitHub, 'permission'>;
  readonly teams: Pick<TeamWatch, 'refresh'>;
  readonly clock: Clock;
  /** The config repository's. */
  readonly repo: RepoName;
}

export interface Deed {
  readonly verb: AccessVerb;
  readonly kind: AccessKind;
  /** Null: it belongs to no space. */
  readonly space: string | null;
  /** What was asked for: `/raworc hold sales`, `approval`. */
  readonly what: string;
  /** Whoever may write may do it, whatever their role: it changes nothing, and is written down only where it is refused. */
  readonly changesNothing?: true;
  /** Hash of what it is about. */
  readonly after?: string;
}

export interface Judged {
  /** Where it was asked for: the address of a comment or a pull request. */
  readonly from: string;
  /** What tells it from others: `comment/7`. */
  readonly id: string;
}

export type Verdict =
  | { readonly allowed: true }
  /** `reason`: sentences for whoever asked. */
  | { readonly allowed: false; readonly reason: string };

/** For all deeds of one comment or approval; each is judged and written down by itself. */
export type Judge = (
  person: GitHubPerson,
  deeds: readonly Deed[],
  about: Judged,
  waiting?: Waiting,
) => Promise<readonly Verdict[]>;

export function createJudge(deps: JudgeDeps): Judge {
  const { store, access, audit, github, teams, clock, repo } = deps;

  return async (person, deeds, { from, id }, waiting = {}) => {
    if (deeds.length === 0) return [];
    const permission = await github.permission(repo, person.login, waiting);
    const grants = await access.grants();
    const isByRole = namesGitHub(grants);
    if (isByRole && mayWrite(permission)) await teams.refresh(TEAM_FRESH_MS, waiting);
    const { subject, doubts } = await recognise(person, store, clock.now());

    function judge({ verb, kind, space, changesNothing }: Deed): Verdict & { readonly because: string } {
      if (!mayWrite(permission)) {
        const reason = 'Only people who may write to this repository can ask for that.';
        return { allowed: false, reason, because: reason };
      }
      if (!isByRole || changesNothing === true) return { allowed: true, because: `${permission} on ${repo}` };
      const decision = decide(subject, grants, { verb, kind, space, name: space });
      if (decision.allowed) return { allowed: true, because: `${decision.role} by ${decision.binding}` };
      const reason = [decision.reason, ...doubts].join(' ');
      return { allowed: false, reason, because: reason };
    }

    const verdicts: Verdict[] = [];
    for (const deed of deeds) {
      const { because, ...verdict } = judge(deed);
      verdicts.push(verdict);
      if (verdict.allowed && deed.changesNothing === true) continue;
      // Anybody may comment: one row for all that a stranger asks for at once.
      if (!mayWrite(permission) && verdicts.length > 1) continue;
      await audit.add({
        account: accountOf(person),
        via: 'github',
        address: from.slice(-128),
        requestId: id.slice(0, 128),
        verb: deed.verb,
        kind: deed.kind,
        space: deed.space,
        name: deed.space,
        decision: verdict.allowed ? 'allowed' : 'refused',
        reason: `${deed.what}: ${because}`,
        before: null,
        after: deed.after ?? null,
      });
    }
    return verdicts;
  };
}

/** As the audit names them: by the login, and by the id that stays theirs. */
export const accountOf = ({ login, id }: GitHubPerson): string => `github:${login.toLowerCase()}#${id}`;

export const mayWrite = (permission: Permission): boolean => permission === 'admin' || permission === 'write';
