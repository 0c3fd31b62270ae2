// What a GitHub of our own remembers: repositories with what people and Raworc did there.

import type { FixtureRepository } from '../git-server/fixture-repository.ts';

export type Level = 'admin' | 'write' | 'read' | 'none';

export interface PullState {
  readonly number: number;
  title: string;
  body: string;
  readonly author: string;
  draft: boolean;
  state: 'open' | 'closed';
  /** Name of the branch that it is to be merged into. */
  base: string;
  /** Where that branch was when it was opened, or merged. */
  baseCommit: string;
  readonly head: { readonly repo: RepoState; readonly branch: string };
  headCommit: string;
  mergeCommit: string | null;
  readonly reviews: ReviewState[];
}

export interface ReviewState {
  readonly id: number;
  readonly author: string;
  readonly commit: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly at: number;
}

export interface CommentState {
  readonly id: number;
  readonly issue: number;
  readonly author: string;
  /** The App that wrote it, where it was one. */
  readonly appId: number | null;
  body: string;
  edits: number;
  readonly reactions: string[];
}

export interface CheckState {
  readonly id: number;
  readonly appId: number;
  readonly commit: string;
  readonly fields: Record<string, unknown>;
  readonly annotations: Record<string, unknown>[];
}

export interface StatusState {
  readonly commit: string;
  readonly context: string;
  readonly state: string;
  readonly description: string;
  readonly targetUrl: string | null;
}

export interface DeploymentState {
  readonly id: number;
  readonly commit: string;
  readonly environment: string;
  readonly description: string;
  readonly statuses: {
    readonly state: string;
    readonly description: string;
    readonly logUrl: string;
  }[];
}

export interface HookRecord {
  readonly id: number;
  active: boolean;
  events: readonly string[];
  config: { readonly url: string; readonly secret: string };
  readonly deliveries: DeliveryRecord[];
}

export interface DeliveryRecord {
  /** Digits: GitHub's are larger than a double holds. */
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly body: string;
  readonly redelivery: boolean;
  readonly at: number;
  /** What was answered; 0 where nobody did. */
  status: number;
}

export interface RepoState {
  readonly id: number;
  /** `owner/name`. */
  readonly name: string;
  readonly git: FixtureRepository;
  /** The repository that this one was forked from. */
  readonly parent: RepoState | null;
  /** Nobody sees it but those who have a part in it. */
  readonly private: boolean;
  /** Whether the App is installed on it. */
  installed: boolean;
  readonly people: Map<string, Level>;
  readonly pulls: PullState[];
  readonly comments: CommentState[];
  readonly checks: CheckState[];
  readonly statuses: StatusState[];
  readonly deployments: DeploymentState[];
  readonly hooks: HookRecord[];
}

/** Who a request comes from. */
export type Caller =
  | { readonly type: 'nobody' }
  | { readonly type: 'user'; readonly login: string }
  /** The App itself, by a JWT; or one of its installations. */
  | { readonly type: 'app'; readonly appId: number }
  | { readonly type: 'installation'; readonly appId: number; readonly login: string };

/** What an App is allowed to do, by GitHub's names. */
export type Right =
  | 'checks'
  | 'contents'
  | 'deployments'
  | 'issues'
  | 'members'
  | 'pull_requests'
  | 'repository_hooks'
  | 'statuses';

export interface World {
  readonly repos: Map<string, RepoState>;
  /** Logins by `organization/team`, in lower case. */
  readonly teams: Map<string, readonly string[]>;
  /** Of its pages and repositories. */
  readonly url: string;
  /** What the App may no longer write. */
  readonly withheld: Set<Right>;
  /** Tokens of the App's installations, and whose they are. */
  readonly issued: Map<string, Caller & { readonly type: 'installation' }>;
  /** Deliveries on their way. */
  readonly underWay: Set<Promise<void>>;
  /** Numbers are given out once for everything. */
  nextId(): number;
  now(): number;
}

export function repoAt(world: Pick<World, 'repos'>, name: string): RepoState | undefined {
  return world.repos.get(name.toLowerCase());
}
