// The engine's words as our codes, by a table of what engines say.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { translate, translateMessage } from '../../../../runtime/containers/docker/translate.ts';
import { EngineError, type EngineErrorCode } from '../../../../runtime/containers/errors.ts';

const SAID: readonly (readonly [number, string, EngineErrorCode])[] = [
  [500, 'write /var/lib/docker/tmp/x: no space left on device', 'DISK_FULL'],
  [409, 'Container abc is not running', 'CONTAINER_NOT_RUNNING'],
  [409, 'container abc is paused, unpause the container before attach', 'CONTAINER_NOT_RUNNING'],
  [409, 'cannot start a paused container, try unpause instead', 'CONTAINER_NOT_RUNNING'],
  [404, 'No such container: abc', 'CONTAINER_NOT_FOUND'],
  [404, 'Could not find the file /x in container abc', 'PATH_NOT_FOUND'],
  [404, 'No such image: nope:1', 'IMAGE_NOT_FOUND'],
  [
    409,
    'conflict: unable to remove repository reference "x" (must force) - container a is using its referenced image b',
    'IMAGE_IN_USE',
  ],
  [
    409,
    'conflict: unable to delete abc (cannot be forced) - image is being used by running container d',
    'IMAGE_IN_USE',
  ],
  [404, 'get v: no such volume', 'VOLUME_NOT_FOUND'],
  [409, 'remove v: volume is in use - [abc]', 'VOLUME_IN_USE'],
  [400, 'create v: quota size requested but no quota support', 'STORAGE_LIMIT_UNSUPPORTED'],
  [404, 'network n not found', 'NETWORK_NOT_FOUND'],
  [403, 'error while removing network: network n id abc has active endpoints', 'NETWORK_IN_USE'],
  [403, 'Pool overlaps with other one on this address space', 'SUBNET_TAKEN'],
  [400, 'Unknown runtime specified runsc', 'ISOLATION_UNAVAILABLE'],
  [400, 'unknown or invalid runtime name: runsc', 'ISOLATION_UNAVAILABLE'],
  [503, 'the engine is starting', 'ENGINE_UNREACHABLE'],
  [400, 'Minimum memory limit allowed is 6MB', 'ENGINE_REFUSED'],
  [500, 'something nobody foresaw', 'ENGINE_REFUSED'],
  [500, 'driver "overlay2" failed to remove root filesystem: unable to remove a: busy', 'ENGINE_REFUSED'],
];

describe('the translation of the engine’s errors', () => {
  for (const [status, message, code] of SAID) {
    it(`knows "${message.slice(0, 50)}" as ${code}, since callers branch on codes`, () => {
      const thrown = Object.assign(new Error(`(HTTP code ${status}) unexpected - ${message} `), {
        statusCode: status,
      });
      const error = translate(thrown) as EngineError;
      assert.equal(error.code, code);
      assert.ok(error.message.includes(message), 'the engine’s own words stay');
      assert.ok(error.hint);
    });
  }

  it('takes a lost connection as one, and leaves errors that aren’t the engine’s alone', () => {
    for (const code of ['ECONNREFUSED', 'ENOENT', 'EACCES', 'ECONNRESET', 'EPIPE']) {
      const error = translate(Object.assign(new Error(`connect ${code} /x`), { code })) as EngineError;
      assert.deepEqual([error.code, error.disposition], ['ENGINE_UNREACHABLE', 'retry']);
    }
    const bug = new TypeError('x is not a function');
    assert.equal(translate(bug), bug);
    const ours = new EngineError('NOT_OURS', 'It is not ours.');
    assert.equal(translate(ours), ours);
  });

  it('advises to try again where the engine failed, and not where it refused', () => {
    assert.equal(translateMessage('odd', 500).disposition, 'retry');
    assert.equal(translateMessage('odd', 400).disposition, 'stop');
  });
});
