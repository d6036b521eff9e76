import { describe, expect, it } from '@jest/globals'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { maskFor } from '../../../lib/masking/mask-text.ts'
import { someEvent } from '../events/some-event.ts'

const event = someEvent({
  keys: [
    { name: 'userId', value: '20001' },
    { name: 'seqNumber', value: '1' },
  ],
  params: [{ name: 'personIdExternal', value: '200015' }],
})

describe('maskFor', () => {
  it.each([
    ['user 20001 not found', 'user ‹userId› not found'],
    ['person 200015 not found', 'person ‹personIdExternal› not found'],
    ['mail to jane.doe@example.com failed', 'mail to ‹mail› failed'],
    ['attempt 1 failed', 'attempt 1 failed'],
  ])('%s', (text, masked) => {
    expect(maskFor(event, fieldRules()).text(text)).toBe(masked)
  })
})
