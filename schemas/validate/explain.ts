// ajv's errors in sentences: what is wrong, what was expected, and what was probably meant.

import type { ErrorObject } from 'ajv';

import { showPath } from '../text/place.ts';
import type { Path } from '../text/place.ts';
import type { Finding } from './finding.ts';
import { explainOther, KEYWORDS } from './keywords.ts';
import type { Explained } from './keywords.ts';

/** One finding per slip: what follows from another one is left out. */
export function explain(errors: readonly ErrorObject[]): readonly Finding[] {
  const findings = errors.flatMap((error): readonly Explained[] => {
    // Branches of a choice, and the rules for a key's name, are told by the keyword around them.
    if (/\/(anyOf|not)\//.test(error.schemaPath) || error.propertyName !== undefined) return [];
    const explainOne = KEYWORDS[error.keyword] ?? explainOther;
    return [explainOne(error, pathOf(error.instancePath))];
  });
  const misspelt = findings.flatMap(({ code, path, suggestion }) =>
    code === 'unknown-field' && suggestion
      ? [{ inside: showPath(path.slice(0, -1)), field: suggestion }]
      : [],
  );
  return findings.filter(({ needs, path }) => {
    const inside = showPath(path);
    return !misspelt.some((slip) => needs?.includes(slip.field) && inside.startsWith(slip.inside));
  });
}

function pathOf(instancePath: string): Path {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
