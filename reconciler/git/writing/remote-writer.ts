// Publishes commits over smart HTTP: one request that moves one ref from where it is expected, or does nothing.
//
// isomorphic-git's push is not used: it walks the history for what to send, which the cache does not have, and can't be
// aborted. What is sent here is known without looking: the objects that were just made.

import { RaworcError } from '../../../state/model/errors.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import type { SendRequest } from '../remote/http-client.ts';
import { notGit } from '../remote/http-errors.ts';
import type { Repository, Waiting } from '../repositories.ts';
import { branchMoved, pushForbidden, pushRefused } from './errors.ts';
import { newObjects } from './new-objects.ts';
import { packOf } from './pack.ts';
import { nothing, parseReceivePackAnswer, receivePackRequest, type RefUpdate } from './receive-pack.ts';
import type { Writer } from './writers.ts';

export interface RemoteWriterDeps {
  /** The same repository, for reading. */
  readonly repository: Repository;
  /** What is asked: without credentials, without a slash at its end. */
  readonly url: string;
  readonly send: SendRequest;
}

const resultType = 'application/x-git-receive-pack-result';

export function createRemoteWriter({ repository, url, send }: RemoteWriterDeps): Writer {
  const { location } = repository;

  async function push(
    update: RefUpdate,
    pack: Uint8Array | undefined,
    waiting: Waiting,
  ): Promise<string | undefined> {
    const { body } = await send(
      {
        location,
        url: `${url}/git-receive-pack`,
        method: 'POST',
        headers: { 'content-type': 'application/x-git-receive-pack-request', accept: resultType },
        body: receivePackRequest(update, pack),
        answer: resultType,
      },
      waiting,
    );
    const answer = parseReceivePackAnswer(body);
    if (answer.type === 'malformed') throw notGit(location, 'its answer breaks off or is none of Git');
    return answer.type === 'refused' ? answer.message : undefined;
  }

  async function headOf(branch: string, waiting: Waiting): Promise<CommitId | undefined> {
    return (await repository.refs(waiting)).refs.get(`refs/heads/${branch}`);
  }

  /** Moves the branch, or says why not. Where no answer came, the branch itself tells whether it was moved. */
  async function move(
    branch: string,
    from: CommitId | undefined,
    to: CommitId | undefined,
    pack: Uint8Array | undefined,
    waiting: Waiting,
  ): Promise<void> {
    const update = { ref: `refs/heads/${branch}`, from: from ?? nothing, to: to ?? nothing };
    let refusal: string | undefined;
    try {
      refusal = await push(update, pack, waiting);
      if (refusal === undefined) return;
    } catch (thrown) {
      if (waiting.signal?.aborted === true || !(thrown instanceof RaworcError)) throw thrown;
      if (thrown.code === 'AUTHENTICATION_FAILED') throw pushForbidden(location, branch);
      if ((await headOf(branch, waiting)) !== to) throw thrown;
      return;
    }
    const head = await headOf(branch, waiting);
    if (head === to) return;
    if (head !== from) throw branchMoved(location, branch);
    throw isForbidden(refusal)
      ? pushForbidden(location, branch, refusal)
      : pushRefused(location, branch, refusal);
  }

  return {
    async commit(commit, waiting = {}) {
      if (commit.parent !== undefined) await repository.fetch(commit.parent, waiting);
      const { commit: id, objects } = await newObjects(repository, commit, waiting);
      await move(commit.branch, commit.expects, id, packOf(objects.values()), waiting);
      return id;
    },
    async removeBranch(branch, expects, waiting = {}) {
      const head = await headOf(branch, waiting);
      if (head === undefined) return;
      if (head !== expects) throw branchMoved(location, branch);
      await move(branch, expects, undefined, undefined, waiting);
    },
    // A server does all of it or nothing.
    async settle() {},
  };
}

/** Servers word it each in their own way; what they have in common is that a rule or a right stands against it. */
function isForbidden(refusal: string): boolean {
  return /protected|declined|GH006|GH013|not allowed|prohibited|denied|permission|rule violations|forbidden/i.test(
    refusal,
  );
}
