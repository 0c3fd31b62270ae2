// Authorities that are believed besides those of the system: for servers whose certificates a company signs itself.

import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { messageOf } from '../../state/model/errors.ts';
import { settingError } from '../settings/errors.ts';
import type { Settings } from '../settings/settings.ts';

/** For every connection of this process. Throws `SETTING_INVALID`. */
export function trustAuthorities(settings: Pick<Settings, 'get'>): void {
  const path = settings.get('RAWORC_CA');
  if (path === undefined) return;
  try {
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(path, 'utf8')]);
  } catch (error) {
    throw settingError('RAWORC_CA', messageOf(error), 'Give the path of a PEM file of certificates.');
  }
}
