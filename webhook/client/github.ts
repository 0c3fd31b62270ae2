// The port to GitHub: every verb that Raworc uses there, and no more. `octokit/` is the real adapter; it is held to its
// contract against a GitHub of our own in test/support/github.

/** `owner/name`, as GitHub spells it. */
export type RepoName = string;

export interface Waiting {
  readonly signal?: AbortSignal;
}

export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly draft: boolean;
  readonly title: string;
  /** Login of who opened it. */
  readonly author: string;
  readonly base: { readonly ref: string; readonly commit: string };
  /** `repo` is null where the fork was deleted; it differs from the base's on a fork. */
  readonly head: { readonly ref: string; readonly commit: string; readonly repo: RepoName | null };
  /** The commit that the merge made on the base branch; null until then, and on one that was closed unmerged. */
  readonly mergeCommit: string | null;
  readonly merged: boolean;
  readonly url: string;
}

export interface Person {
  /** Stays the same when the login changes, and is never given to anybody else. */
  readonly id: number;
  readonly login: string;
}

export interface Review {
  readonly id: number;
  /** Login; empty where the account is gone. */
  readonly author: string;
  /** 0 where the account is gone. */
  readonly authorId: number;
  /** The commit that was looked at. */
  readonly commit: string;
  readonly state: 'approved' | 'changes_requested' | 'commented' | 'dismissed' | 'pending';
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Comment {
  readonly id: number;
  readonly author: string;
  /** 0 where the account is gone. */
  readonly authorId: number;
  readonly body: string;
  readonly url: string;
  /** The pull request or issue that it stands under. */
  readonly issue: number;
}

export type Permission = 'admin' | 'write' | 'read' | 'none';

export interface Annotation {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

export interface CheckRun {
  readonly name: string;
  readonly commit: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: 'success' | 'failure' | 'neutral' | 'action_required' | 'cancelled';
  readonly title: string;
  /** Markdown, at most 65,535 characters. */
  readonly summary: string;
  readonly detailsUrl?: string;
  /** Any number; the adapter sends 50 at a time. */
  readonly annotations: readonly Annotation[];
}

export interface CommitStatus {
  readonly commit: string;
  readonly context: string;
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  /** At most 140 characters. */
  readonly description: string;
  readonly targetUrl?: string;
}

export interface NewDeployment {
  readonly commit: string;
  /** `raworc/{space}`. */
  readonly environment: string;
  readonly description: string;
}

export interface DeploymentStatus {
  readonly state: 'queued' | 'in_progress' | 'success' | 'failure' | 'inactive';
  /** At most 140 characters. */
  readonly description: string;
  readonly logUrl?: string;
}

export interface NewPullRequest {
  readonly title: string;
  readonly body: string;
  /** A branch of the same repository. */
  readonly head: string;
  readonly base: string;
}

export interface Hook {
  readonly id: number;
  readonly active: boolean;
  readonly url: string;
  readonly events: readonly string[];
}

export interface HookWish {
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
}

export interface HookDelivery {
  /** A number, larger than a double holds. */
  readonly id: string;
  /** The `X-GitHub-Delivery` that the receiver remembers. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  /** HTTP status that we answered; 0 where nothing answered. */
  readonly status: number;
  readonly redelivery: boolean;
  readonly at: number;
}

export type ReactionName = '+1' | '-1' | 'eyes' | 'rocket' | 'confused' | 'hooray';

/**
 * Reads answer `undefined` for what is not there. Writes that can be repeated are: the same comment, check run, status or
 * deployment status sent twice does no harm. Any verb throws:
 * - `GITHUB_UNREACHABLE`, `GITHUB_RATE_LIMITED` (retry; `retryAfterMs` says when), 5xx likewise
 * - `GITHUB_UNAUTHORIZED`, `GITHUB_FORBIDDEN`: the token is wrong, or lacks a right that the hint names (stop)
 * - `GITHUB_NOT_FOUND`, `GITHUB_REFUSED`: what it was asked for makes no sense there (stop)
 */
export interface GitHub {
  pullRequest(repo: RepoName, number: number, waiting?: Waiting): Promise<PullRequest | undefined>;
  /** Open ones, newest first; `head` is `owner:branch`. */
  openPullRequests(
    repo: RepoName,
    filter?: { readonly head?: string; readonly base?: string },
    waiting?: Waiting,
  ): Promise<readonly PullRequest[]>;
  createPullRequest(repo: RepoName, pull: NewPullRequest, waiting?: Waiting): Promise<PullRequest>;
  updatePullRequest(
    repo: RepoName,
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly state?: 'open' | 'closed' },
    waiting?: Waiting,
  ): Promise<void>;
  /** All reviews, oldest first. */
  reviews(repo: RepoName, number: number, waiting?: Waiting): Promise<readonly Review[]>;
  /** The commit where two histories part. */
  mergeBase(repo: RepoName, base: string, head: string, waiting?: Waiting): Promise<string | undefined>;

  comment(repo: RepoName, id: number, waiting?: Waiting): Promise<Comment | undefined>;
  /** Our comment under a pull request whose body holds `marker`. Written by us, so that nobody else's is taken for it. */
  findComment(repo: RepoName, issue: number, marker: string, waiting?: Waiting): Promise<Comment | undefined>;
  createComment(repo: RepoName, issue: number, body: string, waiting?: Waiting): Promise<Comment>;
  /** `undefined` where somebody deleted it. */
  updateComment(repo: RepoName, id: number, body: string, waiting?: Waiting): Promise<Comment | undefined>;
  react(repo: RepoName, comment: number, reaction: ReactionName, waiting?: Waiting): Promise<void>;
  permission(repo: RepoName, login: string, waiting?: Waiting): Promise<Permission>;
  /**
   * Everybody in `organization/team` and the teams below it, at most so many; undefined where there is no such team, or it is
   * hidden from us. Asked with the right that we have on `repo`.
   */
  teamMembers(
    repo: RepoName,
    team: string,
    most: number,
    waiting?: Waiting,
  ): Promise<readonly Person[] | undefined>;

  /** Creates it, or updates the one of that name on that commit that is ours. */
  putCheckRun(repo: RepoName, run: CheckRun, waiting?: Waiting): Promise<{ readonly id: number }>;
  putCommitStatus(repo: RepoName, status: CommitStatus, waiting?: Waiting): Promise<void>;
  /** The one of that commit and environment where there is one. */
  putDeployment(
    repo: RepoName,
    deployment: NewDeployment,
    waiting?: Waiting,
  ): Promise<{ readonly id: number }>;
  createDeploymentStatus(
    repo: RepoName,
    deployment: number,
    status: DeploymentStatus,
    waiting?: Waiting,
  ): Promise<void>;

  hooks(repo: RepoName, waiting?: Waiting): Promise<readonly Hook[]>;
  /** Creates the hook with that URL, or makes it as wished. */
  putHook(repo: RepoName, wish: HookWish, waiting?: Waiting): Promise<Hook>;
  pingHook(repo: RepoName, hook: number, waiting?: Waiting): Promise<void>;
  /** The newest first, at most `limit`. */
  deliveries(
    repo: RepoName,
    hook: number,
    limit: number,
    waiting?: Waiting,
  ): Promise<readonly HookDelivery[]>;
  redeliver(repo: RepoName, hook: number, delivery: string, waiting?: Waiting): Promise<void>;
}
