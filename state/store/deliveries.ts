// The inbox of webhooks: what was delivered and what came of it. The body itself is never kept, only a checked hint.

export type DeliveryState =
  /** A task of kind `delivery` will carry it out. */
  | 'pending'
  | 'done'
  /** Its task gave up; delivered again, it runs again. */
  | 'failed'
  /** Signed rightly, and made of something that makes no sense. */
  | 'refused';

/** A delivery is named by the hook and the id that came with it; a redelivery has the same. */
export interface DeliveryId {
  /** At most 64 characters. */
  readonly hook: string;
  /** At most 128 characters. */
  readonly delivery: string;
}

export interface DeliveryRow extends DeliveryId {
  readonly event: string;
  readonly action: string | null;
  /** Hex SHA-256 of the body's bytes. */
  readonly bodyHash: string;
  readonly bytes: number;
  readonly state: DeliveryState;
  /** Small plain JSON; null on what was refused. */
  readonly hint: unknown;
  /** What it put on queues; null until it is done. */
  readonly keys: readonly string[] | null;
  /** Why it was refused or failed. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** How often it was delivered, replays under other ids among them. */
  readonly received: number;
  readonly receivedAt: number;
  readonly endedAt: number | null;
}

export type NewDelivery = Omit<DeliveryRow, 'keys' | 'received'>;
export type DeliveryPatch = Partial<Pick<DeliveryRow, 'state' | 'hint' | 'keys' | 'error' | 'endedAt'>>;

export interface Deliveries {
  /** False where a delivery of that name is there already. */
  insert(delivery: NewDelivery): Promise<boolean>;
  get(id: DeliveryId): Promise<DeliveryRow | undefined>;
  /** The first with the same event and body that was received at `since` or later. */
  withBody(event: string, bodyHash: string, since: number): Promise<DeliveryRow | undefined>;
  /** Counts one more time that it was delivered. */
  receivedAgain(id: DeliveryId): Promise<void>;
  /** Takes effect only while it is in the state `expected`. */
  change(id: DeliveryId, expected: DeliveryState, patch: DeliveryPatch): Promise<boolean>;
  /** Newest first; of one state, or all. */
  list(filter: { readonly state?: DeliveryState; readonly limit: number }): Promise<readonly DeliveryRow[]>;
  /** Drops what was received before that and isn't pending; answers how many. */
  deleteEndedBefore(receivedAt: number): Promise<number>;
}
