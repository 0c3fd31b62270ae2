// How each kind gets to GitHub. All of them look before they create: a process that died between GitHub's answer and our
// row must not leave two of anything.

import type { PublicationRow } from '../../../state/store/publications.ts';
import { GitHubError, type GitHubErrorCode } from '../errors.ts';
import type { Comment, GitHub, PullRequest, Waiting } from '../github.ts';
import type { CheckRights } from './check-rights.ts';
import { replyMarker, withMarker } from './marker.ts';
import type { Publication, PublicationKind, PublicationOf } from './publication.ts';
import { statusOfCheck } from './status-of-check.ts';

export interface Standing {
  readonly remoteId: string | null;
  readonly remoteUrl: string | null;
  /** Something that stood there was changed in place. */
  readonly wasEdited: boolean;
}

export interface SendDeps {
  readonly github: GitHub;
  readonly checkRights: CheckRights;
  /** Check runs are refused there; commit statuses are written instead. */
  readonly onChecksRefused: (repo: string, error: GitHubError) => void;
}

/** What our row knows of it from earlier. */
export type Known = Pick<PublicationRow, 'remoteId'>;

type Send<Kind extends PublicationKind> = (
  publication: PublicationOf<Kind>,
  known: Known,
  waiting: Waiting,
) => Promise<Standing>;

const made = (remoteId: number | null, remoteUrl: string | null): Standing => ({
  remoteId: remoteId === null ? null : String(remoteId),
  remoteUrl,
  wasEdited: false,
});

function hasCode(thrown: unknown, code: GitHubErrorCode): thrown is GitHubError {
  return thrown instanceof GitHubError && thrown.code === code;
}

export function createSend(deps: SendDeps): Send<PublicationKind> {
  const { github, checkRights, onChecksRefused } = deps;

  const sends: { readonly [Kind in PublicationKind]: Send<Kind> } = {
    async comment({ repo, pull, marker, body: given }, { remoteId }, waiting) {
      const body = withMarker(given, marker);
      const edit = async (comment: Pick<Comment, 'id'>) => {
        const edited = await github.updateComment(repo, comment.id, body, waiting);
        return edited && { ...made(edited.id, edited.url), wasEdited: true };
      };
      const known = remoteId === null ? undefined : await edit({ id: Number(remoteId) });
      if (known !== undefined) return known;
      const found = await github.findComment(repo, pull, marker, waiting);
      if (found?.body === body) return made(found.id, found.url);
      const edited = found && (await edit(found));
      if (edited !== undefined) return edited;
      const created = await github.createComment(repo, pull, body, waiting);
      return made(created.id, created.url);
    },

    async reply({ repo, pull, id, body }, _known, waiting) {
      const marker = replyMarker(id);
      const found = await github.findComment(repo, pull, marker, waiting);
      const reply = found ?? (await github.createComment(repo, pull, withMarker(body, marker), waiting));
      return made(reply.id, reply.url);
    },

    async check({ repo, run }, _known, waiting) {
      let refusal: GitHubError | undefined;
      if (checkRights.maybe(repo)) {
        try {
          return made((await github.putCheckRun(repo, run, waiting)).id, null);
        } catch (error) {
          if (!hasCode(error, 'GITHUB_FORBIDDEN')) throw error;
          refusal = error;
        }
      }
      await github.putCommitStatus(repo, statusOfCheck(run), waiting);
      // Only now: where not even this is allowed, something else is wrong.
      if (refusal !== undefined) {
        checkRights.refused(repo);
        onChecksRefused(repo, refusal);
      }
      return made(null, null);
    },

    async deployment({ repo, commit, space, description, status }, { remoteId }, waiting) {
      const sendStatus = async (id: number) => {
        await github.createDeploymentStatus(repo, id, status, waiting);
        return made(id, null);
      };
      try {
        if (remoteId !== null) return await sendStatus(Number(remoteId));
      } catch (error) {
        if (!hasCode(error, 'GITHUB_NOT_FOUND')) throw error; // somebody deleted it
      }
      const environment = `raworc/${space}`;
      const { id } = await github.putDeployment(repo, { commit, environment, description }, waiting);
      return sendStatus(id);
    },

    async reaction({ repo, comment, reaction }, _known, waiting) {
      await github.react(repo, comment, reaction, waiting);
      return made(null, null);
    },

    async pull({ repo, branch, base, title, body }, _known, waiting) {
      const [owner = ''] = repo.split('/');
      const open = async () =>
        (await github.openPullRequests(repo, { head: `${owner}:${branch}`, base }, waiting))[0];
      const update = async (pull: PullRequest) => {
        await github.updatePullRequest(repo, pull.number, { title, body }, waiting);
        return { ...made(pull.number, pull.url), wasEdited: true };
      };
      const found = await open();
      if (found !== undefined) return update(found);
      try {
        const pull = await github.createPullRequest(repo, { title, body, head: branch, base }, waiting);
        return made(pull.number, pull.url);
      } catch (error) {
        // Refused, too, where somebody opened one meanwhile.
        const another = hasCode(error, 'GITHUB_REFUSED') ? await open() : undefined;
        if (another === undefined) throw error;
        return update(another);
      }
    },
  };

  return (publication: Publication, known, waiting) => {
    const send = sends[publication.kind] as Send<PublicationKind>;
    return send(publication, known, waiting);
  };
}
