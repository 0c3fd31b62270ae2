// What keeps the runtime from starting.

import { RaworcError } from '../../state/model/errors.ts';

export function addressTaken(host: string, port: number, cause: unknown): RaworcError {
  return new RaworcError('ADDRESS_TAKEN', `Something else listens at ${host}:${port}.`, {
    hint: 'Stop it, or choose another port: raworc serve --port 0 takes a free one.',
    cause,
  });
}
