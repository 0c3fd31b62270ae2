// The master key and the hooks of repositories as the API shows them.

import type { KeyRotation } from '../../../state/secrets/master-key-rotation.ts';
import type { HookState } from '../../../webhook/client/hooks/hooks.ts';
import type { HookView, MasterKeyView } from '../shapes/runtime.ts';
import { time } from './time.ts';

export const showRotation = ({
  keyId,
  remaining,
  olderKeys,
  isRunning,
  failure,
}: KeyRotation): MasterKeyView => ({
  key_id: keyId,
  remaining,
  older_keys: olderKeys,
  running: isRunning,
  failure,
});

export const showHook = ({ repo, role, hook, deliveries, problem }: HookState): HookView => ({
  repository: repo,
  role,
  hook,
  deliveries: deliveries.map(({ at, ...delivery }) => ({ ...delivery, at: time(at) })),
  problem,
});
