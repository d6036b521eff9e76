import fc from 'fast-check'
import { INSERTIONS } from './insertions.ts'

const pieces = fc
  .array(fc.constantFrom(...INSERTIONS), { maxLength: 30 })
  .map((found) => Buffer.concat(found))

/** Random bytes that are no message. */
export const anyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 100 }).map((text) => Buffer.from(text)),
  fc.json({ maxDepth: 3 }).map((text) => Buffer.from(text)),
  pieces,
  pieces.map((found) => Buffer.concat([Buffer.from('<'), found])),
)
