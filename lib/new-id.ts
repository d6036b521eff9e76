import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

const BYTES = 16
/** One call for the random bytes of many ids: a call each is a tenth of what recording costs. */
const pool = Buffer.alloc(BYTES * 512)
let next = pool.length
let lastMs = 0
let sequence = 0

/** A new UUIDv7 (RFC 9562): ids of this process sort in the order in which they were made. */
export function newId(): string {
  if (next === pool.length) {
    randomFillSync(pool)
    next = 0
  }
  const random = pool.subarray(next, next + BYTES)
  next += BYTES
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    // The upper half stays free to count in, so that it never runs over within a millisecond.
    sequence = random.readUInt32LE(0) >>> 1
  } else {
    sequence += 1
  }
  return v7({ random, msecs: lastMs, seq: sequence })
}
