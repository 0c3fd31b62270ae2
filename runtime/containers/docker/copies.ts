// Tars into and out of containers.

import { PassThrough, pipeline, type Readable } from 'node:stream';
import type { Waiting } from '../engine.ts';
import type { Connection } from './connection.ts';
import { translate } from './translate.ts';

export async function copyOut(
  { docker, patient }: Connection,
  id: string,
  path: string,
  wait?: Waiting,
): Promise<Readable> {
  const body = await patient(
    (abortSignal) => docker.getContainer(id).getArchive({ path, abortSignal }),
    wait,
  );
  // A stream of our own, for a connection that is lost in the middle has to end it with an error of ours.
  const tar = new PassThrough();
  body.once('error', (error) => tar.destroy(translate(error) as Error));
  pipeline(body, tar, () => undefined);
  return tar;
}

export async function copyIn(
  { docker, patient }: Connection,
  id: string,
  path: string,
  tar: Readable,
  wait?: Waiting,
): Promise<void> {
  let broken: Error | undefined;
  tar.once('error', (error) => (broken = error));
  try {
    await patient((abortSignal) => docker.getContainer(id).putArchive(tar, { path, abortSignal }), wait);
  } catch (thrown) {
    // What went wrong in the caller's own stream is the caller's, whatever the engine made of it.
    throw broken ?? thrown;
  } finally {
    tar.destroy();
  }
}
