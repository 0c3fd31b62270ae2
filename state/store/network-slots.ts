// Which subnet of the network pool belongs to which space; taken before the network is made.

export interface NetworkSlot {
  readonly space: string;
  /** CIDR. */
  readonly subnet: string;
}

export interface NetworkSlots {
  list(): Promise<readonly NetworkSlot[]>;
  get(space: string): Promise<NetworkSlot | undefined>;
  /** False where the space or the subnet has a slot already. */
  take(slot: NetworkSlot): Promise<boolean>;
  release(space: string): Promise<void>;
}
