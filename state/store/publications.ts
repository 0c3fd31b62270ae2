// What should stand on GitHub, and what of it does: a row is the wish, and a task of kind `publish` carries it out.

export interface PublicationError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly at: number;
}

export interface PublicationRow {
  /** At most 200 characters. One row for each thing on GitHub: a comment, a check run, a deployment. */
  readonly key: string;
  /** `owner/name`. */
  readonly repo: string;
  readonly kind: string;
  /** Plain JSON of any length. */
  readonly wanted: unknown;
  /** From 1, and higher with every other content. */
  readonly wantedVersion: number;
  /** The version that GitHub shows; 0: none yet. */
  readonly publishedVersion: number;
  /** What GitHub calls it; null until that is known. */
  readonly remoteId: string | null;
  /** Where people see it. */
  readonly remoteUrl: string | null;
  /** When what stood there was last changed in place; null where nothing ever was. */
  readonly editedAt: number | null;
  readonly publishedAt: number | null;
  /** `wanted`: a task will send it. `failed`: it was refused, and nobody tries until it is wanted again. */
  readonly state: 'wanted' | 'published' | 'failed';
  /** Why it is not there yet; stays until it is. */
  readonly error: PublicationError | null;
  readonly createdAt: number;
  /** When it was last wanted. */
  readonly wantedAt: number;
}

export type NewPublication = Pick<PublicationRow, 'key' | 'repo' | 'kind' | 'wanted'>;

export type Published = Pick<PublicationRow, 'remoteId' | 'remoteUrl' | 'editedAt' | 'publishedAt'>;

export interface Publications {
  get(key: string): Promise<PublicationRow | undefined>;
  /** False where the key is there already. */
  insert(publication: NewPublication, now: number): Promise<boolean>;
  /** Replaces the content and counts the version up; false where the key is absent. */
  replace(key: string, wanted: unknown, now: number): Promise<boolean>;
  /**
   * Says that `version` stands on GitHub, and answers what is still to be sent: `state` stays `wanted` where a newer
   * version is wanted by now. Undefined where the row is gone.
   */
  published(key: string, version: number, published: Published): Promise<PublicationRow | undefined>;
  /**
   * Remembers why `version` could not be sent; with `isFinal` it becomes `failed`, unless a newer version is wanted by
   * now, and the answer is whether it did.
   */
  failed(key: string, version: number, error: PublicationError, isFinal: boolean): Promise<boolean>;
  /** By key. */
  list(filter: {
    readonly state: PublicationRow['state'];
    readonly limit: number;
  }): Promise<readonly PublicationRow[]>;
  /** Drops rows that nobody wanted since `wantedAt` and that wait for nothing; answers how many. */
  deleteSettledBefore(wantedAt: number): Promise<number>;
}
