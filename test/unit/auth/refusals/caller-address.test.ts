import { describe, expect, it } from '@jest/globals'
import { callerAddress } from '../../../../lib/auth/refusals/refusal.ts'

describe('the address of a caller', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['jane.doe', null],
    ['203.0.113.7:4711', null],
    ['1'.repeat(5_000), null],
    ['', null],
    [undefined, null],
  ])('%s is kept as %s', (given, kept) => {
    expect(callerAddress(given)).toBe(kept)
  })
})
