// The errors that only HTTP knows.

import { RaworcError } from '../../state/model/errors.ts';

export function unauthorized(): RaworcError {
  return new RaworcError('UNAUTHORIZED', 'This request carries no valid token.', {
    hint: 'Send `Authorization: Bearer TOKEN`; on the server itself the CLI finds the token in RAWORC_HOME.',
  });
}

export function badRequest(message: string, details: Readonly<Record<string, unknown>> = {}): RaworcError {
  const hint = 'What each path takes is described in /api/v0/openapi.json.';
  return new RaworcError('BAD_REQUEST', message, { hint, details });
}

/** `what` names the thing with its name: `space "sales"`. */
export function notFound(kind: string, what: string, hint?: string): RaworcError {
  return new RaworcError(`${kind}_NOT_FOUND`, `There is no ${what}.`, hint === undefined ? {} : { hint });
}

export function githubNotConfigured(): RaworcError {
  return new RaworcError('GITHUB_NOT_CONFIGURED', 'This server takes no part in GitHub.', {
    hint: 'Give it RAWORC_GITHUB_TOKEN (or an App) and RAWORC_WEBHOOK_SECRET, and start it again.',
  });
}

export function upgradeRequired(): RaworcError {
  return new RaworcError('UPGRADE_REQUIRED', 'This path takes WebSockets only.', {
    hint: 'Connect with a WebSocket client; how it is spoken is described in /api/v0/openapi.json.',
  });
}

export function internalError(): RaworcError {
  return new RaworcError('INTERNAL', 'Something went wrong in the server.', {
    hint: 'The log of the server has the details.',
  });
}
