/**
 * Where the keys of persons live: outside the event database, so that a backup of it reads nothing alone.
 * The store sees wrapped keys only. A key never becomes living again, and an id never gets a second key.
 */

/** living = usable; blocked = readable with the grant `Forget` only; destroyed = the bytes are gone for good. */
export type KeyState = 'living' | 'blocked' | 'destroyed'

/** Keys inside the event database come back with each restored backup of it. */
export type KeyCustody = 'outside' | 'event-database'

export interface WrappedKey {
  /** UUID */
  readonly id: string
  /** encrypted by the master key, see `master-key.ts` */
  readonly wrapped: Uint8Array
}

export interface StoredKey {
  readonly id: string
  readonly state: KeyState
  /** null = destroyed */
  readonly wrapped: Uint8Array | null
}

export interface KeyChange {
  /** grows with each change of a state */
  readonly sequence: number
  readonly id: string
  readonly state: KeyState
}

/** A wrapped key under another master key. */
export interface RewrappedKey {
  readonly id: string
  readonly from: Uint8Array
  readonly to: Uint8Array
}

/** One erasure. Holds no readable data. */
export interface LedgerEntry {
  /** UUID of the action that asked for it; a second entry with it is ignored */
  readonly requestId: string
  /** keyed hash of company, kind and key of the person */
  readonly subjectHash: Uint8Array
  /** the destroyed key; null = the person had none */
  readonly keyId: string | null
  readonly forgottenAt: Date
  /** the end of the entry's retention */
  readonly keptUntil: Date
}

export interface NumberedLedgerEntry extends LedgerEntry {
  readonly sequence: number
}

/** Every method throws `ReceiverError` with the code `key_store_away` while the store does not answer. */
export interface KeyStore {
  readonly custody: KeyCustody

  /** Durable when it resolves. Ignores ids that are present, in whatever state. */
  add(keys: readonly WrappedKey[]): Promise<void>
  /** Unknown ids are absent from the answer. */
  find(ids: readonly string[]): Promise<StoredKey[]>
  /** Overwrites wrapped keys. Their rows stay, so that no id is used again. Idempotent, also for unknown ids. */
  destroy(...ids: readonly string[]): Promise<void>
  /** Blocks a living key; ignores others. */
  block(id: string): Promise<void>
  /** Makes a blocked key living again; ignores others. */
  unblock(id: string): Promise<void>

  /** The sequence number of the latest change; 0 = none. */
  lastChange(): Promise<number>
  /**
   * Changes of states after a sequence number, the oldest first. Each instance polls them and drops cached keys.
   * @returns null = changes after this number may have been deleted
   */
  changesAfter(sequence: number, limit: number): Promise<KeyChange[] | null>
  /**
   * Deletes a batch of the changes before the latest ones.
   * @param kept number of the latest ones, at least 1
   * @returns whether there may be more
   */
  trimChanges(kept: number): Promise<boolean>

  /** Durable when it resolves. Idempotent by `requestId`. */
  appendToLedger(entry: LedgerEntry): Promise<void>
  ledgerAfter(sequence: number, limit: number): Promise<NumberedLedgerEntry[]>
  /** Entries about a person whose retention has not ended, by keyed hash. */
  findInLedger(subjectHashes: readonly Uint8Array[], at: Date): Promise<NumberedLedgerEntry[]>
  /** Deletes entries whose retention has ended. */
  trimLedger(at: Date): Promise<void>

  /** Keys that are not destroyed, in the order of their ids, for the rotation of the master key. */
  listAfter(id: string | null, limit: number): Promise<WrappedKey[]>
  /** Replaces a wrapped key only if it is still `from`: a rotation never undoes a destruction. */
  rewrap(keys: readonly RewrappedKey[]): Promise<void>

  close(): Promise<void>
}
