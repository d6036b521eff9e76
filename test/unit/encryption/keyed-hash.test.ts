import { createHmac, randomBytes } from 'node:crypto'
import { expect, it } from '@jest/globals'
import { createKeyedHash } from '../../../lib/encryption/keyed-hash.ts'

it.each([
  ['nothing', ''],
  ['a user id', 'E4711'],
  ['other alphabets', 'Ünal Şahin 田中 😀 \ud800'],
  ['one block', 'x'.repeat(64)],
  ['the longest in the buffer', '€'.repeat(341)],
  ['one more', '€'.repeat(342)],
  ['long', 'long '.repeat(5_000)],
])('is HMAC-SHA256: %s', (_, text) => {
  const key = randomBytes(32)
  const keyed = createKeyedHash(key)
  keyed('a text before it'.repeat(9))
  expect(keyed(text)).toBe(createHmac('sha256', key).update(text).digest('hex'))
})
