// Everything that reads what others wrote.

import type { Target } from './target.ts';
import { archiveTarget } from './targets/archive.ts';
import { linkTarget } from './targets/link.ts';
import { manifestTarget } from './targets/manifest.ts';
import { supervisorTarget } from './targets/supervisor.ts';
import { webhookTarget } from './targets/webhook.ts';
import { yamlTarget } from './targets/yaml.ts';

export const targets = {
  yaml: yamlTarget,
  manifest: manifestTarget,
  webhook: webhookTarget,
  link: linkTarget,
  supervisor: supervisorTarget,
  archive: archiveTarget,
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;
