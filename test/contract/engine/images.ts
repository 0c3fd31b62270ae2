// The contract of images: builds, imports, tags and their removal.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BuildLogLine } from '../../../runtime/containers/engine.ts';
import { contextOf, tarOf } from '../../support/engine/tars.ts';
import { refuses, specOf, type EngineHarness, type UseHarness } from './harness.ts';

interface Build {
  readonly dockerfile: string;
  readonly file?: string;
  readonly tag?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onLog?: (line: BuildLogLine) => void;
}

async function build(
  harness: EngineHarness,
  { dockerfile, file = '', tag, labels = {}, signal, onLog }: Build,
) {
  const log: BuildLogLine[] = [];
  const context = contextOf(`FROM ${harness.baseImage}\n${dockerfile}\n`, {
    name: 'file.txt',
    content: file,
  });
  const image = await harness.engine.images.build(
    {
      context,
      tag: tag ?? `${harness.name('image')}:one`,
      labels,
      onLog(line) {
        log.push(line);
        onLog?.(line);
      },
    },
    signal === undefined ? {} : { signal },
  );
  return { image, log };
}

export function imagesContract(use: UseHarness): void {
  describe('images', () => {
    it('are built from a context, labelled and tagged, with a log line for what each step prints', async () => {
      const harness = use();
      const tag = `${harness.name('image')}:one`;
      const salt = harness.name('salt');
      const dockerfile = `COPY file.txt /file.txt\nRUN echo printed-${salt}`;
      const { image, log } = await build(harness, { dockerfile, tag, labels: { space: 'one' } });
      assert.deepEqual(image.tags, [tag]);
      assert.equal(image.labels['space'], 'one');
      const printed = log.find(({ text }) => text === `printed-${salt}`);
      assert.match(printed?.step ?? '', /RUN echo printed/, 'a line knows its step');
      assert.deepEqual(
        (await harness.engine.images.list({ space: 'one' })).map(({ id }) => id),
        [image.id],
      );
      assert.equal((await harness.engine.images.inspect(tag))?.id, image.id);
    });

    it('are not built again where nothing changed: every step is said to be cached', async () => {
      const harness = use();
      const [salt, file] = [harness.name('salt'), harness.name('content')];
      const dockerfile = `COPY file.txt /file.txt\nRUN echo printed-${salt}`;
      await build(harness, { dockerfile, file });
      const { log } = await build(harness, { dockerfile, file });
      const cached = log
        .filter(({ cached: is }) => is === true)
        .map(({ text }) => /(COPY|RUN) /.exec(text)?.[1]);
      assert.deepEqual(cached, ['COPY', 'RUN']);
      assert.ok(!log.some(({ text }) => text === `printed-${salt}`), 'a cached step prints nothing');

      const changed = await build(harness, { dockerfile, file: `${file} changed` });
      assert.ok(
        changed.log.some(({ text }) => text === `printed-${salt}`),
        'after a change it does',
      );
    });

    it('that fail to build say why, with the end of the log, and leave no tag', async () => {
      const harness = use();
      const tag = `${harness.name('image')}:broken`;
      const salt = harness.name('salt');
      await assert.rejects(
        build(harness, { dockerfile: `RUN echo before-${salt}\nRUN exit 3`, tag }),
        (error: { code?: string; details?: { log?: string } }) => {
          assert.equal(error.code, 'BUILD_FAILED');
          assert.match(error.details?.log ?? '', new RegExp(`before-${salt}`));
          return true;
        },
      );
      assert.equal(await harness.engine.images.inspect(tag), undefined);
      await refuses(build(harness, { dockerfile: 'COPY nothing.txt /', tag }), 'BUILD_FAILED');
      const missing = {
        context: contextOf('FROM 127.0.0.1:1/nothing:here\n'),
        tag,
        labels: {},
        onLog: () => undefined,
      };
      await refuses(harness.engine.images.build(missing), 'BUILD_FAILED');
      const empty = { ...missing, context: tarOf({ name: 'other', content: '' }) };
      await refuses(harness.engine.images.build(empty), 'BUILD_FAILED');
    });

    it('that nobody wants any more stop building, and leave no tag', async () => {
      const harness = use();
      const abort = new AbortController();
      const tag = `${harness.name('image')}:cancelled`;
      const building = build(harness, {
        dockerfile: `RUN echo ${harness.name('salt')} && sleep 600`,
        tag,
        signal: abort.signal,
        onLog: ({ text }) => /RUN/.test(text) && abort.abort(),
      });
      await refuses(building, 'BUILD_CANCELLED');
      assert.equal(await harness.engine.images.inspect(tag), undefined);
    });

    it('are imported from a tar with their configuration, which makes a base where no registry answers', async () => {
      const harness = use();
      const tag = `${harness.name('image')}:imported`;
      const labels = { note: 'a "quoted" $value\\' };
      const changes = ['ENV A=b', 'USER 10001:10001'];
      const image = await harness.engine.images.import(tarOf({ name: 'file', content: 'x' }), tag, {
        labels,
        changes,
      });
      assert.deepEqual(image.tags, [tag]);
      assert.equal(image.labels['note'], labels.note);
    });

    it('may have several tags, and go with the last of them', async () => {
      const harness = use();
      const { images } = harness.engine;
      const [one, two] = [`${harness.name('image')}:one`, `${harness.name('image')}:two`];
      const { image } = await build(harness, {
        dockerfile: 'COPY file.txt /',
        file: harness.name('x'),
        tag: one,
      });
      await images.tag(image.id, two);
      assert.deepEqual((await images.inspect(two))?.tags.toSorted(), [one, two].toSorted());
      await images.remove(one);
      assert.equal(await images.inspect(one), undefined);
      assert.equal((await images.inspect(two))?.id, image.id);
      await images.tag(image.id, one);
      await images.remove(image.id);
      assert.equal(await images.inspect(image.id), undefined);
      await images.remove(one);
      await refuses(images.tag(image.id, one), 'IMAGE_NOT_FOUND');
    });

    it('of others are told of by their labels alone, because what stands on an image may be anybody’s', async () => {
      const harness = use();
      const salt = harness.name('salt');
      await build(harness, { dockerfile: 'LABEL a=b', labels: { salt, two: 'labels' } });
      assert.equal(await harness.stranger.images.isLabelled({ salt, two: 'labels' }), true);
      assert.equal(await harness.stranger.images.isLabelled({ salt, two: 'others' }), false);
      assert.deepEqual(await harness.stranger.images.list({ salt }), []);
    });

    it('that a container stands on stay, and say so', async () => {
      const harness = use();
      const tag = `${harness.name('image')}:used`;
      await build(harness, { dockerfile: 'COPY file.txt /', file: harness.name('x'), tag });
      const id = await harness.engine.containers.create(specOf(harness, { image: tag }));
      await refuses(harness.engine.images.remove(tag), 'IMAGE_IN_USE');
      await harness.engine.containers.remove(id);
      await harness.engine.images.remove(tag);
      assert.equal(await harness.engine.images.inspect(tag), undefined);
    });

    it('can’t be pulled where no registry answers, which a person has to be told apart from a wrong name', async () => {
      await refuses(use().engine.images.pull('127.0.0.1:1/nothing:here'), 'IMAGE_UNREACHABLE');
    });
  });
}
