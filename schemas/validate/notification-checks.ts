// What the schema cannot say of who is told of a Space: whether the address is one, and names that no secret should have.

import type { NotificationTarget } from '../kinds/notifications.ts';
import { reservedName } from './agent-checks.ts';
import type { Finding } from './finding.ts';

/** For a spec that its schema accepts. */
export function checkNotifications(targets: readonly NotificationTarget[] = []): readonly Finding[] {
  return targets.flatMap((target, index) => checkTarget(target, ['spec', 'notifications', String(index)]));
}

function checkTarget(
  { url, urlSecret, signingSecret }: NotificationTarget,
  path: readonly string[],
): readonly Finding[] {
  const found: Finding[] = [];
  for (const [field, name] of Object.entries({ urlSecret, signingSecret }))
    if (name !== undefined) found.push(...reservedName(name, [...path, field], 'value'));
  if (url !== undefined && !URL.canParse(url)) {
    const at = [...path, 'url'];
    const message = `${at.join('.')} is ${JSON.stringify(url)}, which is no URL.`;
    found.push({ code: 'bad-format', path: at, at: 'value', message, expected: 'an http or https URL' });
  }
  if (signingSecret !== undefined && signingSecret === urlSecret)
    found.push({
      code: 'suspicious-value',
      severity: 'warning',
      path: [...path, 'signingSecret'],
      at: 'value',
      message: `${signingSecret} is the address too: whoever knows where it is sent can sign it.`,
      expected: 'a secret that only the two of you know',
    });
  return found;
}
