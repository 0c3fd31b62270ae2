import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { SpaceStatus } from '../../../../reconciler/loop/control.ts';
import type { Binding } from '../../../../state/access/decide.ts';
import { RaworcError } from '../../../../state/model/errors.ts';
import type { GitHubTeamRow } from '../../../../state/store/github-people.ts';
import type { PublicationRow } from '../../../../state/store/publications.ts';
import type { Permission } from '../../../../webhook/client/github.ts';
import { publicationKey } from '../../../../webhook/client/publish/publication-key.ts';
import type { Publication } from '../../../../webhook/client/publish/publication.ts';
import { createHandleComment } from '../../../../webhook/review/commands/handle-comment.ts';
import { createJudge } from '../../../../webhook/review/people/judge.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const repo = 'company/config';
const comment = { id: 7, pull: 3 };

/** A world in which a space can be held and rolled back, from one revision to the one before. */
/** Who is in which team, and the id with which the login was first met. */
let teams: readonly GitHubTeamRow[] = [];
let firstId = 5;
beforeEach(() => {
  teams = [];
  firstId = 5;
});

function world(body: string, permission: Permission = 'write', granted: readonly Binding[] = []) {
  const wanted = new Map<string, Publication>();
  const did: string[] = [];
  const written: string[] = [];
  const revisions = ['c3'.repeat(20), 'b2'.repeat(20), 'a1'.repeat(20)];
  let at = 0;
  let hold: SpaceStatus['hold'] = null;
  let awaiting: string | null = 'h1';
  const dies = { after: '' };
  const step = (name: string): void => {
    did.push(name);
    if (dies.after === name) {
      dies.after = '';
      throw new Error('The process died.');
    }
  };
  const status = () => ({ hold, awaitingConfirmation: awaiting }) as SpaceStatus;
  const known = (space: string): void => {
    if (space === 'sales') return;
    throw new RaworcError('SPACE_NOT_FOUND', `There is no space ${space}.`, {
      hint: 'See raworc get spaces.',
    });
  };
  const handle = createHandleComment({
    repo,
    github: {
      comment: (_, id) =>
        Promise.resolve({
          id,
          author: 'alice',
          authorId: 5,
          body,
          url: `https://git.example/c/${id}`,
          issue: 3,
        }),
    },
    judge: createJudge({
      repo,
      clock: createManualClock(),
      github: { permission: () => Promise.resolve(permission) },
      access: { grants: () => Promise.resolve({ roles: new Map(), bindings: granted }) },
      teams: { refresh: () => Promise.resolve() },
      audit: {
        add(row) {
          written.push(`${row.account} ${row.decision}: ${row.reason}`);
          return Promise.resolve();
        },
      },
      store: {
        accounts: { byGithubLogin: () => Promise.resolve(undefined) } as never,
        githubPeople: {
          teams: () => Promise.resolve(teams),
          remember: () => Promise.resolve(firstId),
        } as never,
      },
    }),
    publisher: {
      find: (publication) =>
        Promise.resolve(wanted.has(publicationKey(publication)) ? ({} as PublicationRow) : undefined),
      want(publication) {
        wanted.set(publicationKey(publication), publication);
        return Promise.resolve();
      },
    },
    reconciler: {
      async hold(space, { by, reason = '' }) {
        known(space);
        hold = { revision: revisions[at] ?? '', by, reason, at: 0 };
        step('hold');
        return status();
      },
      async unhold() {
        hold = null;
        return status();
      },
      async rollback(space, { by, reason = '' }) {
        known(space);
        at += 1;
        hold = { revision: revisions[at] ?? '', by, reason, at: 0 };
        step('rollback');
        return status();
      },
      async confirm(_, { plan }) {
        step(`confirm ${plan}`);
        awaiting = null;
        return status();
      },
      async spaceStatus(space) {
        known(space);
        return status();
      },
    },
    planAgain: async (pull) => step(`plan ${pull}`),
    reviewHashes: () => Promise.resolve({ gone: 'h0', sales: 'h1' }),
    async proposeRevert({ revision }) {
      step(`revert ${revision.slice(0, 4)}`);
      return 'A pull request reverts it.';
    },
  });
  const one = (kind: Publication['kind']) => [...wanted.values()].find((each) => each.kind === kind);
  return {
    handle: () => handle(comment),
    did,
    written,
    dies,
    reply: () => (one('reply') as { readonly body: string } | undefined)?.body,
    reaction: () => (one('reaction') as { readonly reaction: string } | undefined)?.reaction,
  };
}

describe('a comment with a command', () => {
  test('is carried out, acknowledged and answered', async () => {
    const { handle, did, reply, reaction } = world('/raworc plan');
    await handle();
    assert.deepEqual([did, reaction(), reply()], [['plan 3'], '+1', 'The plan is being made again.']);
  });

  test('by somebody who may not write is refused, because a comment is free for everybody', async () => {
    const { handle, did, reply, reaction } = world('/raworc hold sales\n/raworc plan', 'read');
    await handle();
    assert.deepEqual(did, []);
    assert.equal(reaction(), 'confused');
    assert.match(reply() ?? '', /Only people who may write/);
  });

  test('that was written wrongly is answered by how it is written', async () => {
    const { handle, reply, reaction } = world('/raworc rolback sales');
    await handle();
    assert.equal(reaction(), 'confused');
    assert.match(reply() ?? '', /Did you mean `rollback`/);
  });

  test('of a space that is not there is answered with the hint, because trying again helps nobody', async () => {
    const { handle, reply } = world('/raworc hold marketing');
    await handle();
    assert.match(reply() ?? '', /no space marketing.*raworc get spaces/);
  });

  test('is carried out once though it comes twice, because deliveries do', async () => {
    const { handle, did } = world('/raworc rollback sales');
    await handle();
    await handle();
    assert.deepEqual(did, ['rollback', 'revert b2b2']);
  });

  test('that was cut off after its effect is finished, and not done once more', async () => {
    const { handle, did, dies, reply } = world('/raworc rollback sales');
    dies.after = 'rollback';
    await assert.rejects(handle());
    await handle();
    assert.deepEqual(did, ['rollback', 'revert b2b2']);
    assert.match(reply() ?? '', /goes back to `b2b2b2b2b2b2` and is held there/);
  });

  test('confirms what this pull request showed, and leaves out what has gone or waits for nothing', async () => {
    const { handle, did, reply } = world('/raworc confirm');
    await handle();
    assert.deepEqual(did, ['confirm h1']);
    assert.match(reply() ?? '', /Removals go on in `sales`/);
  });

  test('without one is left alone, because most comments are talk', async () => {
    const { handle, reply, reaction } = world('Looks good, thank you!');
    await handle();
    assert.deepEqual([reply(), reaction()], [undefined, undefined]);
  });

  test('with several is answered line by line', async () => {
    const { handle, reply, reaction } = world('/raworc plan\n/raworc hold');
    await handle();
    assert.equal(reaction(), 'confused');
    assert.match(reply() ?? '', /✅ `\/raworc plan`[\s\S]*❌ `\/raworc hold`/);
  });
});

const bind = (subject: object, spaces: readonly string[] = ['sales'], role = 'operator'): Binding => ({
  name: 'ops',
  spec: { role, spaces, subjects: [subject] },
});
const team = (fields: Partial<GitHubTeamRow> = {}): GitHubTeamRow => ({
  team: 'acme/ops',
  members: [5],
  asOf: 0,
  askedAt: 0,
  problem: null,
  ...fields,
});

describe('where bindings name people of GitHub, a command', () => {
  test('needs the role as well, because a right to write to the repository says nothing of its spaces', async () => {
    const { handle, did, reply, written } = world('/raworc hold sales', 'admin', [bind({ github: 'bob' })]);
    await handle();
    assert.deepEqual(did, []);
    assert.match(reply() ?? '', /No role of github.*alice allows operate on Space in sales/);
    assert.match(written.join(), /^github:alice#5 refused: \/raworc hold sales: No role/);
  });

  test('is carried out by whoever a binding names, however their login is written', async () => {
    const { handle, did, written } = world('/raworc hold sales', 'write', [bind({ github: 'Alice' })]);
    await handle();
    assert.deepEqual(did, ['hold']);
    assert.deepEqual(written, ['github:alice#5 allowed: /raworc hold sales: operator by ops']);
  });

  test('still needs the right to write, because a role does not replace what GitHub says', async () => {
    const { handle, did } = world('/raworc hold sales', 'read', [bind({ github: 'alice' })]);
    await handle();
    assert.deepEqual(did, []);
  });

  test('gives nothing to a login that belongs to somebody else now, and says so', async () => {
    firstId = 4;
    const { handle, did, reply } = world('/raworc hold sales', 'write', [bind({ github: 'alice' })]);
    await handle();
    assert.deepEqual(did, []);
    assert.match(reply() ?? '', /belongs to somebody else on GitHub/);
  });

  test('is carried out by members of a team', async () => {
    teams = [team()];
    const { handle, did } = world('/raworc hold sales', 'write', [bind({ githubTeam: 'Acme/ops' })]);
    await handle();
    assert.deepEqual(did, ['hold']);
  });

  test('is refused with the reason where nobody knows who is in the team', async () => {
    teams = [team({ asOf: null, problem: 'GitHub can’t be reached.' })];
    const { handle, did, reply } = world('/raworc hold sales', 'write', [bind({ githubTeam: 'acme/ops' })]);
    await handle();
    assert.deepEqual(did, []);
    assert.match(reply() ?? '', /Who is in acme\/ops is not known.*GitHub can’t be reached/);
  });

  test('that changes nothing needs no role, because whoever may write may look', async () => {
    const { handle, did, written } = world('/raworc plan', 'write', [bind({ github: 'bob' })]);
    await handle();
    assert.deepEqual([did, written], [['plan 3'], []]);
  });

  test('for all spaces needs the role in each, so that one may not confirm what is another team’s', async () => {
    const { handle, did } = world('/raworc confirm', 'write', [bind({ github: 'alice' }, ['sales'])]);
    await handle();
    assert.deepEqual(did, []);
    const one = world('/raworc confirm sales', 'write', [bind({ github: 'alice' }, ['sales'])]);
    await one.handle();
    assert.deepEqual(one.did, ['confirm h1']);
  });

  test('of a stranger is one row, however much they ask for at once', async () => {
    const { handle, written } = world('/raworc hold sales\n/raworc unhold sales', 'read');
    await handle();
    assert.equal(written.length, 1);
  });
});
