// The keys of the queue; builds are tasks of the store, with keys of their own. A key is the whole message: what is to be done is found by looking, not by what was told.

export type KeyPrefix = 'config' | 'space' | 'session' | 'pool' | 'schedules';
export type Key = 'config' | `${Exclude<KeyPrefix, 'config'>}/${string}`;

export const spaceKey = (space: string): Key => `space/${space}`;
export const poolKey = (space: string): Key => `pool/${space}`;
export const schedulesKey = (space: string): Key => `schedules/${space}`;
export const sessionKey = (id: string): Key => `session/${id}`;

export function prefixOf(key: Key): KeyPrefix {
  const slash = key.indexOf('/');
  return (slash === -1 ? key : key.slice(0, slash)) as KeyPrefix;
}

/** What follows the prefix: a space's name, or a session's id. */
export function subjectOf(key: Key): string {
  return key.slice(key.indexOf('/') + 1);
}
