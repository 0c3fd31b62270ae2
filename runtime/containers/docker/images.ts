// Images on a Docker engine.

import type { Readable } from 'node:stream';
import type { ImageInspectInfo } from 'dockerode';
import type { Images, ImageView, Waiting } from '../engine.ts';
import { EngineError, isEngineError } from '../errors.ts';
import { inspectImage, untyped } from './abortable.ts';
import { buildImage, cancelled } from './build.ts';
import type { Connection } from './connection.ts';
import { jsonLines } from './json-lines.ts';
import type { Ownership } from './ownership.ts';
import { labelInstruction, splitReference } from './reference.ts';
import { translateMessage } from './translate.ts';

interface PullProgress {
  readonly error?: string;
}

export function createImages(
  connection: Connection,
  ownership: Ownership,
  hasBuildKit: (wait?: Waiting) => Promise<boolean>,
): Images {
  const { docker, call, patient } = connection;

  async function look(reference: string, wait?: Waiting): Promise<ImageInspectInfo | undefined> {
    try {
      return await call((abortSignal) => inspectImage(docker, reference, abortSignal), wait);
    } catch (thrown) {
      if (isEngineError(thrown, 'IMAGE_NOT_FOUND')) return undefined;
      throw thrown;
    }
  }

  async function need(reference: string, wait?: Waiting): Promise<ImageInspectInfo> {
    const info = await look(reference, wait);
    if (info !== undefined) return info;
    throw new EngineError('IMAGE_NOT_FOUND', `There is no image ${reference}.`);
  }

  /** Moving a tag takes it from the image that has it, so that image has to be ours. */
  async function requireFree(tag: string, wait?: Waiting): Promise<void> {
    const there = await look(tag, wait);
    if (there !== undefined) ownership.require(there.Config.Labels, `image ${tag}`);
  }

  const setTag = (id: string, tag: string, wait?: Waiting): Promise<unknown> =>
    call((abortSignal) => docker.getImage(id).tag({ ...splitReference(tag), abortSignal }), wait);

  async function removeOne(reference: string, wait?: Waiting): Promise<void> {
    try {
      await call((abortSignal) => docker.getImage(reference).remove({ abortSignal }), wait);
    } catch (thrown) {
      if (!isEngineError(thrown, 'IMAGE_NOT_FOUND')) throw thrown;
    }
  }

  return {
    async build(spec, wait) {
      const [buildKit] = await Promise.all([hasBuildKit(wait), requireFree(spec.tag, wait)]);
      const id = await buildImage(connection, spec, ownership.mark(spec.labels), buildKit, wait);
      if (wait?.signal?.aborted === true) throw cancelled(spec.tag);
      ownership.know('image', id);
      await setTag(id, spec.tag);
      return viewOf(await need(id, wait));
    },

    async import(tar, tag, options) {
      await requireFree(tag, options);
      const labels = Object.entries(ownership.mark(options.labels));
      const changes = [
        ...(options.changes ?? []),
        ...labels.map(([name, value]) => labelInstruction(name, value)),
      ];
      let broken: Error | undefined;
      tar.once('error', (error) => (broken = error));
      try {
        await patient(async (abortSignal) => {
          const answer = await untyped(docker).importImage(tar, {
            ...splitReference(tag),
            changes,
            abortSignal,
          });
          for await (const { error } of jsonLines<PullProgress>(answer)) {
            if (error !== undefined) throw translateMessage(error, 400);
          }
        }, options);
      } catch (thrown) {
        throw broken ?? thrown;
      } finally {
        tar.destroy();
      }
      return viewOf(await need(tag, options));
    },

    async pull(reference, wait) {
      const { repo: fromImage, tag } = splitReference(reference);
      try {
        await patient(async (abortSignal) => {
          const answer = await docker.createImage({ fromImage, tag, abortSignal });
          for await (const { error } of jsonLines<PullProgress>(answer as Readable)) {
            if (error !== undefined) throw translateMessage(error, 500);
          }
        }, wait);
      } catch (thrown) {
        throw isEngineError(thrown, 'ENGINE_REFUSED', 'IMAGE_NOT_FOUND')
          ? pullFailure(reference, thrown)
          : thrown;
      }
      return viewOf(await need(reference, wait));
    },

    async tag(id, tag, wait) {
      const info = await need(id, wait);
      ownership.require(info.Config.Labels, `image ${id}`);
      await requireFree(tag, wait);
      await setTag(info.Id, tag, wait);
    },

    async inspect(reference, wait) {
      const info = await look(reference, wait);
      return info === undefined ? undefined : viewOf(info);
    },

    async list(labels, wait) {
      const filters = { label: ownership.filter(labels) };
      const infos = await call((abortSignal) => docker.listImages({ filters, abortSignal }), wait);
      for (const { Id } of infos) ownership.know('image', Id);
      return infos.map((info) => ({
        id: info.Id,
        tags: tagsOf(info.RepoTags),
        labels: info.Labels,
        bytes: info.Size,
        createdAt: info.Created * 1000,
      }));
    },

    async isLabelled(labels, wait) {
      const filters = { label: Object.entries(labels).map(([name, value]) => `${name}=${value}`) };
      return (await call((abortSignal) => docker.listImages({ filters, abortSignal }), wait)).length > 0;
    },

    async remove(reference, wait) {
      const info = await look(reference, wait);
      if (info === undefined) return;
      ownership.require(info.Config.Labels, `image ${reference}`);
      const tags = tagsOf(info.RepoTags);
      // By id means all of it: the engine wants the tags gone one by one.
      if (tags.length > 1 && info.Id.includes(reference)) for (const tag of tags) await removeOne(tag, wait);
      else await removeOne(reference, wait);
    },
  };
}

function pullFailure(reference: string, why: EngineError): EngineError {
  const absent = /not found|manifest unknown|does not exist|denied|unauthorized/i;
  const noAnswer = /no such host|refused|timeout|timed out|unreachable|reset|EOF|x509|tls/i;
  const code =
    absent.test(why.message) && !noAnswer.test(why.message) ? 'IMAGE_NOT_FOUND' : 'IMAGE_UNREACHABLE';
  return new EngineError(code, `The image ${reference} can't be pulled. ${why.message}`, { cause: why });
}

const tagsOf = (tags: readonly string[] | null | undefined): string[] =>
  (tags ?? []).filter((tag) => tag !== '<none>:<none>');

function viewOf(info: ImageInspectInfo): ImageView {
  return {
    id: info.Id,
    tags: tagsOf(info.RepoTags),
    labels: info.Config.Labels ?? {},
    bytes: info.Size,
    createdAt: Date.parse(info.Created),
  };
}
