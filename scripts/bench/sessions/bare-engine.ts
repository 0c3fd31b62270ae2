// The same container without a runtime: what the engine alone takes to create it, start it and hear its supervisor's
// first line; and a program in such a container that repeats every line through the same kind of attachment.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import type { Attachment, ContainerSpec } from '../../../runtime/containers/engine.ts';
import { hostBaseNames } from '../../../runtime/images/base/base-names.ts';
import { containerSpec, type ContainerParts } from '../../../runtime/sessions/lifecycle/container-spec.ts';
import { PROTOCOL_VERSION } from '../../../runtime/sessions/link/frames.ts';
import { workspaceName } from '../../../runtime/sessions/names.ts';
import { ensureSupervisorVolume } from '../../../runtime/sessions/supervisor/volume.ts';
import { newSessionId } from '../../../state/model/ids.ts';
import { sweep } from '../../../test/support/engine/sweep.ts';
import { timed } from '../measure.ts';

export interface BareEngine extends AsyncDisposable {
  /** Milliseconds from nothing to the first line; the container is removed afterwards, outside of the time. */
  firstLine(): Promise<number>;
  /** A container that repeats lines; answers how long one takes, in milliseconds. */
  startEcho(): Promise<() => Promise<number>>;
}

const echo =
  'import sys\nfor line in sys.stdin.buffer:\n  sys.stdout.buffer.write(line)\n  sys.stdout.buffer.flush()';

export async function openBareEngine(session: Pick<ContainerParts, 'image' | 'spec'>): Promise<BareEngine> {
  const owner = `bench${randomBytes(5).toString('hex')}`;
  const engine = createDockerEngine({ owner });
  const { base } = await hostBaseNames();
  const supervisorVolume = await ensureSupervisorVolume(engine, { image: base, owner });

  /** Its volume is made already: not part of the time either. */
  async function newSpec(): Promise<ContainerSpec> {
    const row = { id: newSessionId(Date.now(), randomBytes), space: 'bare', generation: 1 };
    await engine.volumes.ensure(workspaceName(row.id), {});
    return containerSpec({ row, ...session, network: 'none', supervisorVolume });
  }

  async function attach(id: string): Promise<{ readonly lines: Interface; readonly attachment: Attachment }> {
    const attachment = await engine.containers.attach(id);
    attachment.errors.resume();
    return { attachment, lines: createInterface({ input: attachment.output }) };
  }

  return {
    async firstLine() {
      const spec = await newSpec();
      const { ms, result } = await timed(async () => {
        const id = await engine.containers.create(spec);
        await engine.containers.start(id);
        const { attachment, lines } = await attach(id);
        const hello = { type: 'hello', id: 'first', version: PROTOCOL_VERSION, epoch: 1 };
        attachment.input.write(`\n${JSON.stringify(hello)}\n`);
        await once(lines, 'line');
        return { id, attachment };
      });
      result.attachment.end();
      await engine.containers.remove(result.id);
      return ms;
    },

    async startEcho() {
      const id = await engine.containers.create({
        ...(await newSpec()),
        command: ['python3', '-I', '-S', '-c', echo],
      });
      await engine.containers.start(id);
      const { attachment, lines } = await attach(id);
      return async () => {
        const { ms } = await timed(async () => {
          const line = once(lines, 'line');
          attachment.input.write(`${JSON.stringify({ type: 'echo', message: 'hello' })}\n`);
          await line;
        });
        return ms;
      };
    },

    async [Symbol.asyncDispose]() {
      await sweep(engine);
      await engine.close();
    },
  };
}
