// What a role or a binding allows that it did not allow before. `*` stands for all of a list.

interface Rule {
  readonly kinds: readonly string[];
  readonly verbs: readonly string[];
  readonly names: readonly string[];
}

/** One phrase for each grant that is new: `create, delete on Session`. */
export function widenedRole(before: unknown, after: unknown): readonly string[] {
  const known = rulesOf(before);
  const phrases: string[] = [];
  for (const rule of rulesOf(after)) {
    for (const kind of rule.kinds) {
      const verbs = rule.verbs.filter((verb) =>
        rule.names.some((name) => !known.some((old) => allows(old, kind, verb, name))),
      );
      if (verbs.length === 0) continue;
      const of = rule.names.includes('*') ? '' : ` named ${rule.names.join(', ')}`;
      phrases.push(`${verbs.map(every).join(', ')} on ${kind === '*' ? 'every kind' : kind}${of}`);
    }
  }
  return phrases;
}

/** One phrase for each subject, and for what the binding newly reaches. */
export function widenedBinding(before: unknown, after: unknown): readonly string[] {
  const [from, to] = [bindingOf(before), bindingOf(after)];
  const gained = to.spaces.filter((space) => !from.spaces.includes(space) && !from.spaces.includes('*'));
  // Another role or more spaces concern everybody who is bound.
  const everybody = to.role !== from.role || gained.length > 0;
  const reached = to.role === from.role && gained.length > 0 ? gained : to.spaces;
  const subjects = everybody
    ? to.subjects
    : to.subjects.filter((subject) => !from.subjects.includes(subject));
  return subjects.map((subject) => `${subject} gets ${to.role} in ${reached.map(everySpace).join(', ')}`);
}

function allows(rule: Rule, kind: string, verb: string, name: string): boolean {
  return holds(rule.kinds, kind) && holds(rule.verbs, verb) && holds(rule.names, name);
}

function holds(list: readonly string[], item: string): boolean {
  return list.includes('*') || list.includes(item);
}

function rulesOf(spec: unknown): readonly Rule[] {
  const rules = (spec as { readonly rules?: unknown } | undefined)?.rules;
  if (!Array.isArray(rules)) return [];
  return rules.map((rule: Partial<Rule>) => ({
    kinds: rule.kinds ?? [],
    verbs: rule.verbs ?? [],
    names: rule.names ?? ['*'],
  }));
}

function bindingOf(spec: unknown): {
  readonly role: string;
  readonly spaces: readonly string[];
  readonly subjects: readonly string[];
} {
  const given = (spec ?? {}) as { role?: string; spaces?: string[]; subjects?: Record<string, string>[] };
  return {
    role: given.role ?? '',
    spaces: given.spaces ?? [],
    subjects: (given.subjects ?? []).map((subject) => Object.entries(subject).flat().join(' ')),
  };
}

const every = (verb: string) => (verb === '*' ? 'everything' : verb);
const everySpace = (space: string) => (space === '*' ? 'every space' : space);
