// The fields that every kind has, and the shape of names. Names become parts of image, network and container
// names, so they are DNS labels.

export const NAME_PATTERN = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';
/** Those of an Enterprise have a `_`. */
export const GITHUB_LOGIN_PATTERN = '^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$';
/** What both a shell and a container engine accept as the name of an environment variable. */
export const ENV_NAME_PATTERN = '^[A-Za-z_][A-Za-z0-9_]{0,127}$';
export const SIZE_PATTERN = '^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$';
export const DURATION_PATTERN = '^(never|([0-9]+(ms|s|m|h|d|w))+)$';
const LABEL_KEY_PATTERN = '^[A-Za-z0-9]([A-Za-z0-9._/-]{0,126}[A-Za-z0-9])?$';

/** What to tell whoever breaks one of these patterns. */
export const PATTERN_PHRASES: Readonly<Record<string, string>> = {
  [NAME_PATTERN]: 'lower-case letters, digits and dashes, at most 63, with a letter or digit at both ends',
  [GITHUB_LOGIN_PATTERN]: 'a login of GitHub: letters, digits, dashes and underscores',
  [ENV_NAME_PATTERN]: 'letters, digits and underscores, with no digit in front',
  [SIZE_PATTERN]: 'a number with a unit: 512Mi, 2Gi, 1.5G',
  [DURATION_PATTERN]: 'a number with a unit: 30s, 5m, 1h30m, 30d; or never',
  [LABEL_KEY_PATTERN]: 'letters, digits, dots, dashes, slashes and underscores',
};

export const API_VERSION = 'raworc.dev/v1';

export const apiVersionSchema = {
  const: API_VERSION,
  description: 'The version of this format.',
} as const;

export const nameSchema = {
  type: 'string',
  pattern: NAME_PATTERN,
  maxLength: 63,
  description: 'Lower-case letters, digits and dashes, at most 63 of them; neither end is a dash.',
} as const;

export const labelsSchema = {
  type: 'object',
  description: 'Free pairs to sort and select by. They have no effect on what runs.',
  maxProperties: 64,
  propertyNames: {
    type: 'string',
    pattern: LABEL_KEY_PATTERN,
    maxLength: 128,
  },
  additionalProperties: { type: 'string', maxLength: 256 },
  default: {},
} as const;

export const envSchema = {
  type: 'object',
  description: 'Environment variables. Values are text, so numbers are written in quotes.',
  maxProperties: 256,
  propertyNames: { type: 'string', pattern: ENV_NAME_PATTERN },
  additionalProperties: { type: 'string', maxLength: 32768 },
  default: {},
} as const;

export const secretNamesSchema = {
  type: 'array',
  description:
    "Names of the space's secrets that the agent gets as environment variables. Never their values.",
  maxItems: 128,
  uniqueItems: true,
  items: { type: 'string', pattern: ENV_NAME_PATTERN },
  default: [],
} as const;

export const sizeSchema = {
  type: 'string',
  pattern: SIZE_PATTERN,
  description: 'A size in bytes, with a unit: 512Mi, 2Gi, 1.5G.',
} as const;

export const durationSchema = {
  type: 'string',
  pattern: DURATION_PATTERN,
  description: 'A time with its unit: 30s, 5m, 1h30m, 30d; or never.',
} as const;
