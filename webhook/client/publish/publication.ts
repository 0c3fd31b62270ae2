// What can be wanted on GitHub. Each is a state that should stand there, and never a step towards it.

import type { CheckRun, DeploymentStatus, ReactionName, RepoName } from '../github.ts';

/** One comment under a pull request, updated in place. */
export interface CommentPublication {
  readonly kind: 'comment';
  readonly repo: RepoName;
  readonly pull: number;
  /** A hidden line of the body by which it is found again. */
  readonly marker: string;
  /** Markdown, at most 65,536 characters. */
  readonly body: string;
}

/** A comment that is made once and never changed. */
export interface ReplyPublication {
  readonly kind: 'reply';
  readonly repo: RepoName;
  readonly pull: number;
  /** What it replies to, and what tells it from other replies under the same pull request. */
  readonly id: string;
  readonly body: string;
}

/** A check run; a commit status where we may not write check runs. */
export interface CheckPublication {
  readonly kind: 'check';
  readonly repo: RepoName;
  readonly run: CheckRun;
}

export interface DeploymentPublication {
  readonly kind: 'deployment';
  readonly repo: RepoName;
  readonly commit: string;
  readonly space: string;
  readonly description: string;
  /** The newest one; those in between may never be seen. */
  readonly status: DeploymentStatus;
}

export interface ReactionPublication {
  readonly kind: 'reaction';
  readonly repo: RepoName;
  readonly comment: number;
  readonly reaction: ReactionName;
}

/** A pull request of a branch that is pushed already: the open one where there is one. */
export interface PullRequestPublication {
  readonly kind: 'pull';
  readonly repo: RepoName;
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

export type Publication =
  | CommentPublication
  | ReplyPublication
  | CheckPublication
  | DeploymentPublication
  | ReactionPublication
  | PullRequestPublication;

export type PublicationKind = Publication['kind'];

/** Of one kind. */
export type PublicationOf<Kind extends PublicationKind> = Extract<Publication, { readonly kind: Kind }>;

/** Where people wait, it goes first. Higher first. */
export const priorities: Readonly<Record<PublicationKind, number>> = {
  reaction: 20,
  comment: 10,
  reply: 10,
  check: 5,
  deployment: 0,
  pull: 0,
};

/** Made once: to want it again, whatever it says then, changes nothing. */
export const onceOnly: Readonly<Record<PublicationKind, boolean>> = {
  reaction: true,
  reply: true,
  comment: false,
  check: false,
  deployment: false,
  pull: false,
};
