import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { decrypt, encrypt } from './aes-gcm.ts'
import {
  KEY_BYTES,
  NONCE_BYTES,
  TAG_BYTES,
  UUID_BYTES,
  uuidBytes,
  uuidOfBytes,
} from './key-bytes.ts'

/** An unwrapped key. */
export interface SealingKey {
  /** UUID */
  readonly id: string
  readonly key: KeyObject
}

/** Version of the format: version, number of keys, ids of the keys, nonce, ciphertext, tag. */
const VERSION = 1
const COUNT_BYTES = 4
const IDS_AT = 1 + COUNT_BYTES

/** A sealed value is longer than the clear one by these, and by these for each key. */
export const SEALED_BYTES = IDS_AT + NONCE_BYTES + TAG_BYTES
export const KEY_ID_BYTES = UUID_BYTES

/**
 * Encrypts a value. With several keys, only all of them together open it.
 * @param place table and row: the value opens nowhere else
 * @param keys distinct, at least one
 */
export function seal(keys: readonly SealingKey[], place: string, clear: Uint8Array): Buffer {
  const sorted = keys.length === 1 ? keys : keys.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const head = Buffer.alloc(IDS_AT + sorted.length * UUID_BYTES)
  head[0] = VERSION
  head.writeUInt32BE(sorted.length, 1)
  sorted.forEach(({ id }, index) => void head.set(uuidBytes(id), IDS_AT + index * UUID_BYTES))
  const key = keyOf(sorted.map((each) => each.key))
  return encrypt(key, head, authenticated(head, place), clear)
}

/** The ids of the keys that open a sealed value; none = it is damaged. */
export function keyIdsOf(sealed: Buffer): string[] {
  return Array.from({ length: keyCountOf(sealed) ?? 0 }, (_, index) => {
    const at = IDS_AT + index * UUID_BYTES
    return uuidOfBytes(sealed.subarray(at, at + UUID_BYTES))
  })
}

/**
 * @param keys in the order of `keyIdsOf`
 * @throws Error if the value was changed or moved to another row
 */
export function unseal(keys: readonly KeyObject[], place: string, sealed: Buffer): Buffer {
  const count = keyCountOf(sealed)
  if (count === null) throw new Error('expected a sealed value')
  const start = IDS_AT + count * UUID_BYTES
  const head = sealed.subarray(0, start)
  return decrypt(keyOf(keys), authenticated(head, place), sealed.subarray(start))
}

/** null = no sealed value */
function keyCountOf(sealed: Buffer): number | null {
  const count = sealed.length > IDS_AT ? sealed.readUInt32BE(1) : 0
  const isCut = sealed.length < IDS_AT + count * UUID_BYTES
  return sealed[0] !== VERSION || count === 0 || isCut ? null : count
}

function authenticated(head: Buffer, place: string): Buffer {
  return Buffer.concat([head, Buffer.from(place)])
}

/** Several keys are hashed into one: without any of them it is unknown. */
function keyOf(keys: readonly KeyObject[]): KeyObject {
  const [only] = keys
  if (only === undefined) throw new Error('expected at least one key')
  if (keys.length === 1) return only
  const all = Buffer.concat(keys.map((key) => key.export()))
  return createSecretKey(
    Buffer.from(hkdfSync('sha256', all, '', 'sf-event-receiver several persons', KEY_BYTES)),
  )
}
