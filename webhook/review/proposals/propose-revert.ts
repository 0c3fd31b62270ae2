// A space that was rolled back, and Git that still declares the newer state: a pull request that brings Git there too.

import type { ConfigWriter } from '../../../reconciler/loop/config-writer.ts';
import { messageOf, RaworcError } from '../../../state/model/errors.ts';
import type { CommandDeps } from '../commands/run-command.ts';
import { code, plain } from '../render/markdown.ts';

/** Answers what to tell people; the rollback holds whatever becomes of the proposal. */
export function createProposeRevert(
  configWriter: Pick<ConfigWriter, 'write'>,
): NonNullable<CommandDeps['proposeRevert']> {
  return async ({ space, revision, by }) => {
    const short = revision.slice(0, 12);
    try {
      const { type, branch } = await configWriter.write([{ type: 'restore', space, commit: revision }], {
        by: `github:${by}`,
        message: `Bring ${space} back to ${short}`,
        proposal: {
          branch: `raworc/revert/${space}-${short}`,
          body: `${code(space)} was rolled back to ${code(short)}. Merged, this has Git declare the same, and the hold can be lifted.`,
        },
      });
      if (type === 'unchanged') return 'Git declares that state already.';
      return `A pull request from ${code(branch)} brings Git there too; once it is merged, ${code(`/raworc unhold ${space}`)} lifts the hold.`;
    } catch (error) {
      if (!(error instanceof RaworcError) || error.disposition !== 'stop') throw error;
      return `Git could not be brought there by a pull request: ${plain(messageOf(error))}`;
    }
  };
}
