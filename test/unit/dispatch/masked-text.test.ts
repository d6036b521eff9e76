import { describe, expect, it } from '@jest/globals'
import { maskedText } from '../../../lib/dispatch/attempt-log.ts'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { maskFor } from '../../../lib/masking/mask-text.ts'
import { someEvent } from '../events/some-event.ts'

const event = someEvent({ keys: [{ name: 'userId', value: '20001' }] })
const mask = maskFor([event], fieldRules()).text

describe('maskedText', () => {
  it('leaves no half of a value at the cut', () => {
    for (let before = 1_990; before <= 2_001; before += 1) {
      expect(
        maskedText(`${'x '.repeat(before / 2)}20001 tail`.padEnd(2_500, 'y'), mask),
      ).not.toMatch(/2000?/)
    }
  })

  it.each([
    'Jane Doe is not known',
    `{"employees":[{"id":7,"name":Jane Doe}],"${'x'.repeat(60)}":1}`,
    'Jane "the boss" Doe',
  ])('keeps nothing of a text that JSON.parse refused: %s', (answer) => {
    const parse = () => JSON.parse(answer)
    expect(parse).toThrow(/Jane/)
    let stack = ''
    try {
      parse()
    } catch (error) {
      stack = (error as Error).stack ?? ''
    }
    expect(maskedText(stack, mask)).not.toMatch(/Jane|Doe|boss/)
    expect(maskedText(stack, mask)).toContain('is not valid JSON\n    at ')
  })

  it('costs by the length, not by its square', () => {
    // The square of this length would take minutes; the test's own time limit tells.
    expect(maskedText('a'.repeat(5_000_000), mask).length).toBeLessThanOrEqual(2_001)
    expect(mask('a'.repeat(1_000_000))).toHaveLength(1_000_000)
  })
})
