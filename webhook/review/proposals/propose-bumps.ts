// Agents that stay at a commit until somebody agrees to another: one pull request for each of their repositories.

import type { ConfigWriter } from '../../../reconciler/loop/config-writer.ts';
import type { Reconciler } from '../../../reconciler/loop/control.ts';
import type { Bump, ConfigEdit } from '../../../reconciler/loop/loader.ts';
import type { Waiting } from '../../client/github.ts';
import { bumpBody, bumpBranch, bumpTitle } from './bump-text.ts';

export interface ProposeBumpsDeps {
  readonly reconciler: Pick<Reconciler, 'status'>;
  readonly configWriter: Pick<ConfigWriter, 'write'>;
}

export type ProposeBumps = (waiting?: Waiting) => Promise<void>;

/** Looks at what could be bumped now; a branch that says so already is left alone. */
export function createProposeBumps({ reconciler, configWriter }: ProposeBumpsDeps): ProposeBumps {
  return async (waiting = {}) => {
    const { config } = await reconciler.status();
    for (const [repository, bumps] of Map.groupBy(config.bumps, (bump) => bump.repository)) {
      const edits = bumps.map(({ space, agent, to }): ConfigEdit => ({
        type: 'set',
        resource: { kind: 'Agent', name: agent, space },
        path: ['source', 'commit'],
        value: to,
      }));
      const proposal = { branch: bumpBranch(repository), body: bumpBody(repository, bumps) };
      await configWriter.write(
        edits,
        { by: 'raworc', message: bumpTitle(repository, bumps), proposal },
        waiting,
      );
    }
  };
}

/** Whether there is anything to propose that was not there before. */
export function isNews(bumps: readonly Bump[], before: readonly Bump[]): boolean {
  return bumps.length > 0 && JSON.stringify(bumps) !== JSON.stringify(before);
}
