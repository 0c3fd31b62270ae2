// What keeps the runtime from starting.

import { RaworcError } from '../../state/model/errors.ts';

export function configRepoMissing(): RaworcError {
  return new RaworcError('SETTING_INVALID', 'No config repository is set.', {
    hint: 'Set RAWORC_CONFIG_REPO or give --repo: its URL or path; examples-repo is one to copy.',
  });
}

export function addressTaken(host: string, port: number, cause: unknown): RaworcError {
  return new RaworcError('ADDRESS_TAKEN', `Something else listens at ${host}:${port}.`, {
    hint: 'Stop it, or choose another port: raworc serve --port 0 takes a free one.',
    cause,
  });
}
