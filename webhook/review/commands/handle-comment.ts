// A comment with commands in it: who may ask, what came of it, and the reaction and reply that say so.

import type { GitHub, RepoName } from '../../client/github.ts';
import type { Publisher } from '../../client/publish/publisher.ts';
import type { ReplyPublication } from '../../client/publish/publication.ts';
import { type Parsed, parseCommands } from './parse.ts';
import { type Answer, type CommandDeps, runCommand } from './run-command.ts';

export interface HandleCommentDeps extends CommandDeps {
  readonly github: Pick<GitHub, 'comment' | 'permission'>;
  readonly publisher: Pick<Publisher, 'want' | 'find'>;
  /** The config repository's. */
  readonly repo: RepoName;
}

export type HandleComment = (
  comment: { readonly id: number; readonly pull: number },
  waiting?: { readonly signal?: AbortSignal },
) => Promise<void>;

/**
 * The comment is read from GitHub, never from a delivery. Resolves when reaction and reply are remembered to be sent; throws what
 * may pass by itself, and may then be called again.
 */
export function createHandleComment(deps: HandleCommentDeps): HandleComment {
  const { github, publisher, repo } = deps;

  return async ({ id, pull }, waiting = {}) => {
    const reply = (body: string): ReplyPublication => ({ kind: 'reply', repo, pull, id: String(id), body });
    if ((await publisher.find(reply(''))) !== undefined) return;
    const comment = await github.comment(repo, id, waiting);
    if (comment === undefined || comment.issue !== pull) return;
    const lines = parseCommands(comment.body);
    if (lines.length === 0) return;

    const permission = await github.permission(repo, comment.author, waiting);
    const allowed = permission === 'admin' || permission === 'write';
    const asking = { pull, by: comment.author, url: comment.url };
    const answers: Answer[] = [];
    for (const line of lines) answers.push(allowed ? await answer(line, asking) : refused);

    const worked = answers.every((each) => each.worked);
    await publisher.want({ kind: 'reaction', repo, comment: id, reaction: worked ? '+1' : 'confused' });
    await publisher.want(reply(replyText(lines, allowed ? answers : [refused])));
  };

  async function answer(line: Parsed, asking: Parameters<typeof runCommand>[1]): Promise<Answer> {
    if (line.type === 'wrong')
      return { worked: false, text: `${line.problem} \`/raworc help\` lists all commands.` };
    return runCommand(line.command, asking, deps);
  }
}

const refused: Answer = {
  worked: false,
  text: 'Only people who may write to this repository can ask for that.',
};

function replyText(lines: readonly Parsed[], answers: readonly Answer[]): string {
  if (answers.length === 1) return answers[0]?.text ?? '';
  return answers
    .map(
      ({ worked, text }, index) =>
        `${worked ? '✅' : '❌'} \`${lines[index]?.line.replaceAll('`', '')}\`\n\n${text}`,
    )
    .join('\n\n');
}
