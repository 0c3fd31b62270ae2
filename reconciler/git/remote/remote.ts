// One repository over smart HTTP: its refs through isomorphic-git, and the pack of one commit.

import { createHash } from 'node:crypto';
import { getRemoteInfo2, type GetRemoteInfo2Result, type HttpClient, type ServerRef } from 'isomorphic-git';

import { RaworcError } from '../../../state/model/errors.ts';
import { parseCommitId, type CommitId } from '../../../state/model/ids.ts';
import { GitError } from '../errors.ts';
import type { RemoteLocation } from '../location.ts';
import type { RefListing, Waiting } from '../repositories.ts';
import type { SendRequest } from './http-client.ts';
import { notGit } from './http-errors.ts';
import { isWholeListing } from './pkt-line.ts';
import {
  historyRequest,
  parseUploadPackAnswer,
  uploadPackRequest,
  type HistoryRequest,
  type PackRequest,
} from './upload-pack.ts';

export interface Remote {
  refs(waiting: Waiting): Promise<RefListing>;
  /** A pack whose checksum is right. COMMIT_NOT_FOUND where the server does not give the commit. */
  pack(request: PackRequest, waiting: Waiting): Promise<Buffer>;
  /** A pack of commits, without what they hold where the server can leave that out. COMMIT_NOT_FOUND as above. */
  history(request: HistoryRequest, waiting: Waiting): Promise<Buffer>;
}

export function createRemote({ canonical, url }: RemoteLocation, send: SendRequest): Remote {
  async function capabilitiesAndRefs(waiting: Waiting): Promise<GetRemoteInfo2Result> {
    const http: HttpClient = {
      async request({ url, headers = {} }) {
        const answer = 'application/x-git-upload-pack-advertisement';
        const { body } = await send({ location: canonical, url, method: 'GET', headers, answer }, waiting);
        // A list that breaks off looks like one in which refs are gone.
        if (!isWholeListing(body)) throw notGit(canonical, 'its list of refs breaks off');
        return {
          url,
          method: 'GET',
          headers: { 'content-type': answer },
          // An array is what it iterates over, though its type asks for an asynchronous one.
          body: [body] as unknown as AsyncIterableIterator<Uint8Array>,
          statusCode: 200,
          statusMessage: 'OK',
        };
      },
    };
    try {
      // The first version of the protocol answers in one request, the second needs two.
      return await getRemoteInfo2({ http, url, protocolVersion: 1 });
    } catch (thrown) {
      if (thrown instanceof RaworcError || waiting.signal?.aborted === true) throw thrown;
      throw notGit(canonical, 'its list of refs can not be read');
    }
  }

  async function packOf(body: string, commit: string, waiting: Waiting): Promise<Buffer> {
    const sent = await send(
      {
        location: canonical,
        url: `${url}/git-upload-pack`,
        method: 'POST',
        headers: {
          'content-type': 'application/x-git-upload-pack-request',
          accept: 'application/x-git-upload-pack-result',
        },
        body,
        answer: 'application/x-git-upload-pack-result',
      },
      waiting,
    );
    const answer = parseUploadPackAnswer(sent.body);
    if (answer.type === 'malformed') throw notGit(canonical, 'its answer breaks off or is none of Git');
    if (answer.type === 'refused') throw refused(canonical, commit, answer.message);
    const pack = Buffer.concat(answer.chunks);
    const hash = createHash('sha1').update(pack.subarray(0, -20)).digest();
    if (pack.length < 32 || !hash.equals(pack.subarray(-20))) {
      throw notGit(canonical, 'its pack is damaged');
    }
    return pack;
  }

  return {
    async refs(waiting) {
      const { refs } = await capabilitiesAndRefs(waiting);
      if (refs === undefined) throw notGit(canonical, 'it answers in a version that was not asked for');
      return listingOf(refs);
    },
    pack: (request, waiting) => packOf(uploadPackRequest(request), request.want, waiting),
    async history(request, waiting) {
      const { capabilities } = await capabilitiesAndRefs(waiting);
      const asked = historyRequest(request, capabilities['filter'] !== undefined);
      return packOf(asked, request.commits[0] ?? '', waiting);
    },
  };
}

function listingOf(refs: readonly ServerRef[]): RefListing {
  const commits = new Map<string, CommitId>();
  let head: RefListing['head'];
  for (const { ref, oid, peeled, target } of refs) {
    const commit = parseCommitId(peeled ?? oid);
    if (commit === undefined) continue;
    if (ref === 'HEAD') head = target === undefined ? { commit } : { commit, name: target };
    else if (ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/')) commits.set(ref, commit);
  }
  return head === undefined ? { refs: commits } : { head, refs: commits };
}

function refused(location: string, commit: string, message: string): GitError {
  const details = { location, commit, answer: message.slice(0, 200) };
  if (/not our ref|not found|unadvertised|no such/i.test(message)) {
    return new GitError(
      'COMMIT_NOT_FOUND',
      `${location} does not give out the commit ${commit.slice(0, 12)}.`,
      {
        hint: 'It may have been force-pushed away; name a commit that a branch or tag leads to.',
        details,
      },
    );
  }
  return new GitError('GIT_SERVER_ERROR', `The server of ${location} refused to send a commit.`, {
    hint: 'It is tried again by itself; its answer is in the details.',
    disposition: 'retry',
    details,
  });
}
