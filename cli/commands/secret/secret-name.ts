// The name of a secret, checked before its value is asked for.

import { ENV_NAME_PATTERN } from '../../../schemas/kinds/metadata.ts';
import { usageError } from '../../errors.ts';

export function requireSecretName(name: string): void {
  if (new RegExp(ENV_NAME_PATTERN).test(name)) return;
  throw usageError(
    `${JSON.stringify(name)} can’t be the name of a secret.`,
    'It becomes an environment variable: letters, digits and _, at most 128, and no digit first.',
  );
}
