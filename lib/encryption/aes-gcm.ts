import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { NONCE_BYTES, TAG_BYTES } from './key-bytes.ts'

const ALGORITHM = 'aes-256-gcm'
/** One call for the random bytes of many nonces. */
const POOL_BYTES = NONCE_BYTES * 256
let pool = Buffer.alloc(0)
let next = 0

function newNonce(): Buffer {
  if (next === pool.length) {
    // A new buffer: somebody may still hold a nonce of the old one.
    pool = randomBytes(POOL_BYTES)
    next = 0
  }
  const nonce = pool.subarray(next, next + NONCE_BYTES)
  next += NONCE_BYTES
  return nonce
}

/**
 * Encrypts with a new random nonce.
 * @param authenticated bound to the result: another value makes the decryption fail
 * @returns head, nonce, ciphertext and tag
 */
export function encrypt(
  key: KeyObject,
  head: Buffer,
  authenticated: Buffer,
  clear: Uint8Array,
): Buffer {
  const nonce = newNonce()
  const cipher = createCipheriv(ALGORITHM, key, nonce)
  cipher.setAAD(authenticated)
  const parts = [head, nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat(parts)
}

/**
 * @param bytes nonce, ciphertext and tag
 * @throws Error if the key, the authenticated value or the bytes differ
 */
export function decrypt(key: KeyObject, authenticated: Buffer, bytes: Buffer): Buffer {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('expected a nonce and a tag')
  const end = bytes.length - TAG_BYTES
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(authenticated)
  decipher.setAuthTag(bytes.subarray(end))
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()])
}
