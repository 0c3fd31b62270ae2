// Fields of a payload, each checked when it is read. Nothing throws: what is not as GitHub describes it is remembered as
// the payload's problem, and a harmless value stands in for it. Pure.

/** Paths go from field to field and into lists by index: `check_run.pull_requests.0.number`. */
export interface Payload {
  /** At most 1024 characters, as `form` says; empty where it is wrong. */
  text(path: string, form: RegExp): string;
  /** Null where it is null or absent. */
  maybeText(path: string): string | null;
  /** A whole number from 1; 0 where it is wrong. */
  number(path: string): number;
  /** Null where it is null or absent. */
  maybeNumber(path: string): number | null;
  /** False where it is absent. */
  flag(path: string): boolean;
  /** Empty where it is null or absent. */
  list(path: string): readonly unknown[];
  /** True where it is an object; null and absent are none. */
  isThere(path: string): boolean;
  /** The first thing that was wrong: `pull_request.number is no whole number from 1`. */
  problem(): string | undefined;
}

const longest = 1024;

export function payloadOf(value: unknown): Payload {
  let found: string | undefined;

  function wrong<T>(path: string, what: string, instead: T): T {
    found ??= `${path} ${what}`;
    return instead;
  }
  /** Null where it is null or absent, or where something on the way is. */
  function at(path: string): unknown {
    let inner = value;
    for (const name of path === '' ? [] : path.split('.')) {
      if (inner === null || inner === undefined) return null;
      if (Array.isArray(inner) && /^\d+$/.test(name)) {
        inner = inner[Number(name)] as unknown;
        continue;
      }
      if (!isObject(inner)) return wrong(path, 'is inside of something that is no object', null);
      inner = Object.hasOwn(inner, name) ? inner[name] : undefined;
    }
    return inner ?? null;
  }
  const isNumber = (inner: unknown): inner is number =>
    typeof inner === 'number' && Number.isSafeInteger(inner) && inner > 0;

  if (!isObject(value)) wrong('the payload', 'is no object', null);
  return {
    text(path, form) {
      const inner = at(path);
      const isRight = typeof inner === 'string' && inner.length <= longest && form.test(inner);
      return isRight ? inner : wrong(path, `does not read as ${String(form)}`, '');
    },
    maybeText(path) {
      const inner = at(path);
      return inner === null || typeof inner === 'string' ? inner : wrong(path, 'is no text', null);
    },
    number(path) {
      const inner = at(path);
      return isNumber(inner) ? inner : wrong(path, 'is no whole number from 1', 0);
    },
    maybeNumber(path) {
      const inner = at(path);
      return inner === null || inner === 0 || isNumber(inner)
        ? inner
        : wrong(path, 'is no whole number', null);
    },
    flag(path) {
      const inner = at(path) ?? false;
      return typeof inner === 'boolean' ? inner : wrong(path, 'is neither true nor false', false);
    },
    list(path) {
      const inner = at(path) ?? [];
      return Array.isArray(inner) ? inner : wrong(path, 'is no list', []);
    },
    isThere(path) {
      const inner = at(path);
      return isObject(inner) || (inner !== null && wrong(path, 'is no object', false));
    },
    problem: () => found,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
