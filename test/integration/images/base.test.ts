// The base image on a real engine: what agents and their builds find in it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { buildBase } from '../../../runtime/images/base/build-base.ts';
import { openImageBench, type ImageBench } from '../../support/images/bench.ts';

let bench: ImageBench;
before(async () => {
  bench = await openImageBench();
});
after(() => bench.close());

const inBase = (script: string) => bench.run(bench.base.base, '/session', ['sh', '-c', script]);
const inBuild = (script: string) => bench.run(bench.base.build, '/', ['sh', '-c', script]);

describe('the base image', () => {
  it('is not made again while it is there', async () => {
    const { cached, base, build } = await buildBase({ engine: bench.engine });
    assert.deepEqual({ cached, base, build }, { cached: true, ...bench.base });
  });

  it('holds Python with environments, Node.js and git', async () => {
    assert.match(await inBase('python3 --version'), /^Python 3\.1[1-9]/);
    assert.match(await inBase('node --version'), /^v2[4-9]\./);
    assert.match(await inBase('git --version'), /^git version 2/);
    assert.equal(
      await inBase('python3 -m venv --without-pip /tmp/v && /tmp/v/bin/python -c "print(1)"'),
      '1',
    );
  });

  it('belongs to nobody but root, except the workspace', async () => {
    assert.equal(await inBase('id -u; stat -c %u /session /agents'), '10001\n10001\n0');
  });

  it('tells every tool of the machine’s certificates', async () => {
    const file = '/etc/ssl/certs/ca-certificates.crt';
    const told = await inBase('echo $NODE_EXTRA_CA_CERTS $PIP_CERT $REQUESTS_CA_BUNDLE $SSL_CERT_FILE');
    assert.equal(told, Array(4).fill(file).join(' '));
    assert.match(await inBase(`grep -c 'BEGIN CERTIFICATE' ${file}`), /^\d{2,}$/);
  });
});

describe('the build image', () => {
  it('holds what compiles packages, and the same Node.js as the base', async () => {
    assert.match(await inBuild('gcc --version'), /^gcc/);
    assert.match(await inBuild('cargo --version'), /^cargo 1\.(8[5-9]|9)/);
    assert.match(await inBuild('npm --version 2>&1'), /^\d+\./);
    assert.match(await inBuild('python3-config --includes'), /include\/python3/);
    assert.equal(await inBuild('node --version'), await inBase('node --version'));
    assert.equal(await inBuild('test -f /usr/local/include/node/node_api.h && echo there'), 'there');
  });
});
