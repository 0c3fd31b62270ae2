// The one place where it is decided who may do what: from what Git declares and what the token allows, without asking
// anybody. Nothing is forbidden; what nothing allows is refused. Pure.

import type { RoleBindingSpec } from '../../schemas/kinds/role-binding.ts';
import type { ROLE_KINDS, ROLE_VERBS, RoleSpec } from '../../schemas/kinds/role.ts';
import { builtInRoles, isBuiltInRole } from './built-in-roles.ts';
import type { Scope } from './scope.ts';

export type AccessKind = (typeof ROLE_KINDS)[number];
export type AccessVerb = (typeof ROLE_VERBS)[number];

export interface Subject {
  readonly account: string;
  readonly kind: 'account' | 'serviceAccount';
  /** Their login on GitHub, in lower case, where it was found to be theirs still. */
  readonly github?: string;
  /** GitHub teams that they are a member of: `organization/team`, in lower case. */
  readonly teams: readonly string[];
  /** What the token that was shown allows at most; null: whatever its account may. */
  readonly scopes: readonly Scope[] | null;
  /** The only spaces that the token is for; null: every space of its account. */
  readonly spaces: readonly string[] | null;
}

export interface Question {
  readonly verb: AccessVerb;
  readonly kind: AccessKind;
  /** Null: it belongs to no space. */
  readonly space: string | null;
  /** Null: no certain one, as in a list. */
  readonly name: string | null;
  /** Whose it is: a session's account, or the {@link accountKey} of a token. */
  readonly owner?: string;
}

export interface Binding {
  readonly name: string;
  readonly spec: RoleBindingSpec;
}

/** What Git declares. */
export interface Grants {
  readonly roles: ReadonlyMap<string, RoleSpec>;
  readonly bindings: readonly Binding[];
}

export type Decision =
  | { readonly allowed: true; readonly binding: string; readonly role: string }
  | { readonly allowed: false; readonly reason: string };

/** The account of the token in RAWORC_HOME: it has the role admin everywhere, whatever Git says, so nobody is locked out. */
export const ROOT_ACCOUNT = 'admin';

/** How the account of somebody begins who is known by their login on GitHub alone; no account of ours is called so. */
export const GITHUB_PERSON = 'github:';

/** Allowed everything, with the token that it shows. */
export function isUnlimitedRoot({ account, kind, scopes, spaces }: Subject): boolean {
  return account === ROOT_ACCOUNT && kind === 'account' && scopes === null && spaces === null;
}

export const ROOT_BINDING: Binding = {
  name: 'root',
  spec: { role: 'admin', subjects: [{ account: ROOT_ACCOUNT }], spaces: ['*'] },
};

export function decide(subject: Subject, grants: Grants, question: Question): Decision {
  const { verb, kind, space } = question;
  if (kind === 'Token' && question.owner !== undefined) {
    const ofToken = decideOwned(subject, question.owner);
    if (ofToken !== undefined) return ofToken;
  }
  if (subject.spaces !== null && (space === null || !subject.spaces.includes(space)))
    return refused(`This token is for ${subject.spaces.join(', ') || 'no space'} only.`);
  if (subject.scopes?.some((scope) => covers(scope, question)) === false)
    return refused(`This token is not for ${verb} on ${kind}.`);
  const own = needed(subject, question);
  for (const binding of [ROOT_BINDING, ...grants.bindings]) {
    const { role } = binding.spec;
    if (!isBindingOf(binding, subject) || !isFor(binding, space)) continue;
    const rules = rulesOf(role, grants);
    if (own.every((one) => allows(rules, { ...question, verb: one })))
      return { allowed: true, binding: binding.name, role };
  }
  return refused(`No role of ${subject.account} allows ${own.join(' and ')} on ${kind}${where(space)}.`);
}

/** Names of people and of programs may be the same. */
export const accountKey = ({ account, kind }: Pick<Subject, 'account' | 'kind'>): string =>
  `${kind}/${account}`;

/**
 * One's own tokens are one's own, with a token that is not limited; with a limited one they take what any other thing does.
 * Those of the root account are nobody else's, whatever roles say.
 */
function decideOwned(subject: Subject, owner: string): Decision | undefined {
  const isLimited = subject.scopes !== null || subject.spaces !== null;
  const isOwn = accountKey(subject) === owner;
  if (isOwn && !isLimited) return { allowed: true, role: 'owner', binding: 'account' };
  if (owner === accountKey({ account: ROOT_ACCOUNT, kind: 'account' }) && !isOwn)
    return refused(`The tokens of ${ROOT_ACCOUNT} are looked after on the server itself.`);
  return undefined;
}

/** What is done to somebody else's session also takes `operate`; looking does not. */
function needed({ account }: Subject, { kind, verb, owner }: Question): readonly AccessVerb[] {
  const isLooking = verb === 'get' || verb === 'list' || verb === 'create' || verb === 'operate';
  const isForeign = kind === 'Session' && owner !== undefined && owner !== account;
  return isForeign && !isLooking ? [verb, 'operate'] : [verb];
}

function covers({ kind, verb }: Scope, question: Question): boolean {
  return (kind === '*' || kind === question.kind) && (verb === '*' || verb === question.verb);
}

export function isBindingOf({ spec }: Binding, { account, kind, github, teams }: Subject): boolean {
  return spec.subjects.some((subject) => {
    if (subject.githubTeam !== undefined) return teams.includes(subject.githubTeam.toLowerCase());
    if (subject.github !== undefined) return subject.github.toLowerCase() === github;
    if (account.startsWith(GITHUB_PERSON)) return false;
    return (kind === 'account' ? subject.account : subject.serviceAccount) === account;
  });
}

/** What belongs to no space is for those who have a role everywhere. */
const isFor = ({ spec }: Binding, space: string | null): boolean =>
  spec.spaces.includes('*') || (space !== null && spec.spaces.includes(space));

function rulesOf(role: string, { roles }: Grants): RoleSpec['rules'] {
  return isBuiltInRole(role) ? builtInRoles[role].rules : (roles.get(role)?.rules ?? []);
}

function allows(rules: RoleSpec['rules'], { verb, kind, name }: Question): boolean {
  return rules.some(
    ({ verbs, kinds, names }) =>
      (kinds.includes('*') || kinds.includes(kind)) &&
      (verbs.includes('*') || verbs.includes(verb)) &&
      (names.includes('*') || name === null || names.includes(name)),
  );
}

const where = (space: string | null): string => (space === null ? ' outside of spaces' : ` in ${space}`);

const refused = (reason: string): Decision => ({ allowed: false, reason });
