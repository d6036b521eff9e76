import { createHmac, hash } from 'node:crypto'

/** Bytes of a block of SHA-256, and of its result. */
const BLOCK = 64
const RESULT = 32
/** Longer texts are rare. */
const MAX_BYTES = 1_024
/** Of UTF-8, for each UTF-16 unit. */
const MAX_UNIT_BYTES = 3

/**
 * HMAC-SHA256 of texts under one key, as hex. The key's blocks are prepared once: the two hashes of RFC 2104
 * take a third of the time of `createHmac`.
 * @param key at most 64 bytes
 */
export function createKeyedHash(key: Buffer): (text: string) => string {
  const inner = keyBlock(key, 0x36, MAX_BYTES)
  const outer = keyBlock(key, 0x5c, RESULT)
  return (text) => {
    if (text.length * MAX_UNIT_BYTES > MAX_BYTES) {
      return createHmac('sha256', key).update(text).digest('hex')
    }
    const end = BLOCK + inner.write(text, BLOCK)
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), BLOCK, 'binary')
    // No text of a person stays in the buffer.
    inner.fill(0, BLOCK, end)
    return hash('sha256', outer)
  }
}

function keyBlock(key: Buffer, mask: number, further: number): Buffer {
  const block = Buffer.alloc(BLOCK + further)
  block.set(key)
  for (let index = 0; index < BLOCK; index += 1) block[index] = (block[index] as number) ^ mask
  return block
}
