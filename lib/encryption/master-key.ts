import { createSecretKey, hash, type KeyObject } from 'node:crypto'
import { ReceiverError } from '../errors.ts'
import { decrypt, encrypt } from './aes-gcm.ts'
import { KEY_BYTES, uuidBytes } from './key-bytes.ts'

/** Wraps the keys of the store. The first key wraps, all of them unwrap: so it can be replaced. */
export interface MasterKey {
  wrap(id: string, key: Buffer): Buffer
  /** @throws ReceiverError master_key_unknown */
  unwrap(id: string, wrapped: Uint8Array): Buffer
  /** Wrapped by the first key? Otherwise a rotation has to wrap it again. */
  isCurrent(wrapped: Uint8Array): boolean
}

interface Known {
  /** fingerprint, the beginning of each key that it wraps */
  readonly name: Buffer
  readonly key: KeyObject
}

const NAME_BYTES = 8

/**
 * Reads master keys: one in each line, 32 bytes as base64 or hex. The first is the current one.
 * @throws ReceiverError config_invalid
 */
export function readMasterKey(text: string): MasterKey {
  const lines = text.split(/\s+/).filter((line) => line !== '')
  const keys = lines.map(bytesOf)
  if (keys.length === 0 || keys.some((key) => key?.length !== KEY_BYTES)) {
    throw new ReceiverError(
      'config_invalid',
      'the master key: expected 32 bytes as base64 or hex in each line, the current key first; create one with "openssl rand -base64 32"',
    )
  }
  return masterKeyOf(keys.map((key) => knownOf(key as Buffer)))
}

function bytesOf(line: string): Buffer | null {
  if (/^[0-9a-fA-F]{64}$/.test(line)) return Buffer.from(line, 'hex')
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(line) ? Buffer.from(line, 'base64') : null
}

function knownOf(key: Buffer): Known {
  const name = hash('sha256', Buffer.concat([Buffer.from('master key '), key]), 'buffer')
  return { name: name.subarray(0, NAME_BYTES), key: createSecretKey(key) }
}

function masterKeyOf(known: readonly Known[]): MasterKey {
  const current = known[0] as Known
  return {
    wrap: (id, key) => encrypt(current.key, current.name, boundTo(current, id), key),
    unwrap(id, wrapped) {
      const bytes = Buffer.from(wrapped)
      const by = known.find(({ name }) => name.equals(bytes.subarray(0, NAME_BYTES)))
      if (by === undefined) {
        throw new ReceiverError(
          'master_key_unknown',
          'expected a key store whose keys were wrapped by the given master key, they were wrapped by another: ' +
            'add the former master key as a further line (docs/data-protection.md)',
        )
      }
      return decrypt(by.key, boundTo(by, id), bytes.subarray(NAME_BYTES))
    },
    isCurrent: (wrapped) => current.name.equals(Buffer.from(wrapped).subarray(0, NAME_BYTES)),
  }
}

function boundTo({ name }: Known, id: string): Buffer {
  return Buffer.concat([name, uuidBytes(id)])
}
