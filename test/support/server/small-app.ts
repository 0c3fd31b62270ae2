// The HTTP application on the sessions of a test's world: one token, and nothing of what the test is not about.

import { createApp, type ApiDeps } from '../../../server/api/app.ts';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';
import { openAccess, root } from './open-access.ts';

export const smallAppToken = 'ours';

export function createSmallApp(sessions: Sessions): ReturnType<typeof createApp> {
  const deps = {
    sessions,
    access: openAccess,
    version: 'test',
    verifyToken: (token: string) => Promise.resolve(token === smallAppToken ? root : undefined),
  };
  return createApp(deps as unknown as ApiDeps);
}
