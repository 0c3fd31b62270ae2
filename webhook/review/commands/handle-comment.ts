// A comment with commands in it: who may ask, what came of it, and the reaction and reply that say so.

import type { GitHub, RepoName } from '../../client/github.ts';
import type { Publisher } from '../../client/publish/publisher.ts';
import type { ReplyPublication } from '../../client/publish/publication.ts';
import type { Judge } from '../people/judge.ts';
import { plain } from '../render/markdown.ts';
import { deedsOf } from './deeds.ts';
import { type Parsed, parseCommands } from './parse.ts';
import { type Answer, type CommandDeps, runCommand } from './run-command.ts';

export interface HandleCommentDeps extends CommandDeps {
  readonly github: Pick<GitHub, 'comment'>;
  readonly judge: Judge;
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
  const { github, judge, publisher, repo } = deps;

  return async ({ id, pull }, waiting = {}) => {
    const reply = (body: string): ReplyPublication => ({ kind: 'reply', repo, pull, id: String(id), body });
    if ((await publisher.find(reply(''))) !== undefined) return;
    const comment = await github.comment(repo, id, waiting);
    if (comment === undefined || comment.issue !== pull) return;
    const lines = parseCommands(comment.body);
    if (lines.length === 0) return;

    const shown = Object.keys((await deps.reviewHashes(pull)) ?? {});
    const deeds = lines.map((line) => deedsOf(line, shown));
    const person = { login: comment.author, id: comment.authorId };
    const about = { from: comment.url, id: `comment/${id}` };
    const verdicts = await judge(person, deeds.flat(), about, waiting);
    const asking = { pull, by: comment.author, url: comment.url };
    const answers: Answer[] = [];
    let judged = 0;
    for (const [index, line] of lines.entries()) {
      const count = deeds[index]?.length ?? 0;
      const own = verdicts.slice(judged, judged + count);
      judged += count;
      const missing = new Set(own.flatMap((verdict) => (verdict.allowed ? [] : [verdict.reason])));
      answers.push(missing.size === 0 ? await answer(line, asking) : refused(missing));
    }

    const worked = answers.every((each) => each.worked);
    await publisher.want({ kind: 'reaction', repo, comment: id, reaction: worked ? '+1' : 'confused' });
    await publisher.want(reply(replyText(lines, answers)));
  };

  async function answer(line: Parsed, asking: Parameters<typeof runCommand>[1]): Promise<Answer> {
    if (line.type === 'wrong')
      return { worked: false, text: `${line.problem} \`/raworc help\` lists all commands.` };
    return runCommand(line.command, asking, deps);
  }
}

const refused = (reasons: ReadonlySet<string>): Answer => ({
  worked: false,
  text: [...reasons].map(plain).join(' '),
});

function replyText(lines: readonly Parsed[], answers: readonly Answer[]): string {
  // The same for all of them is said once.
  if (new Set(answers.map(({ text }) => text)).size === 1) return answers[0]?.text ?? '';
  return answers
    .map(
      ({ worked, text }, index) =>
        `${worked ? '✅' : '❌'} \`${lines[index]?.line.replaceAll('`', '')}\`\n\n${text}`,
    )
    .join('\n\n');
}
