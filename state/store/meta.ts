// Facts about this installation as key and text: its id, the engine's marker, key ids.

export type MetaKey =
  | 'installation-id'
  | 'engine-marker'
  | 'applied-revision'
  | 'config-status'
  /** When somebody looked for idle sessions last, and how long nobody did. */
  | 'idle-watch'
  /** Under which digests of values are shown, so that they help nobody to guess a value. */
  | 'digest-key'
  /** The newest link of the audit chain and its hash, so that its end can't be cut off unseen. */
  | 'audit-head'
  /** The last link that was cut from its beginning and that one's hash: the next link follows from it. */
  | 'audit-anchor';

export interface Meta {
  get(key: MetaKey): Promise<string | undefined>;
  set(key: MetaKey, value: string): Promise<void>;
  /** Stores `value` unless there is one already, and answers the one that is there afterwards. */
  setOnce(key: MetaKey, value: string): Promise<string>;
}
