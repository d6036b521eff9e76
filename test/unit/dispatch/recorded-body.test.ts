import { describe, expect, it } from '@jest/globals'
import { recordedBody } from '../../../lib/dispatch/recorded-body.ts'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { maskFor } from '../../../lib/masking/mask-text.ts'
import { someEvent } from '../events/some-event.ts'

const event = { ...someEvent(), keys: [{ name: 'userId', value: "O'Neil" }], params: [] }
const mask = maskFor([event], fieldRules())

describe('a body as it is kept', () => {
  it('is masked JSON, or a size', () => {
    expect(recordedBody({ lastName: 'Probst', plan: 'a' }, mask)).toBe(
      '{"lastName":"‹lastName›","plan":"a"}',
    )
    expect(recordedBody('{"userId":"x7","n":1}', mask)).toBe('{"userId":"‹userId›","n":1}')
    expect(recordedBody({ displayName: { formatted: 'Anna' }, names: ['Anna'] }, mask)).toBe(
      '{"displayName":"‹displayName›","names":"‹names›"}',
    )
    expect(recordedBody(new Uint8Array([0xff, 0xfe, 0xff]), mask)).toBe('‹3 bytes›')
    expect(recordedBody(new Uint8Array(), mask)).toBeNull()
    expect(recordedBody(undefined, mask)).toBeNull()
  })

  it.each([
    ['text', "of O'Neil"],
    ['XML', '<LastName>Müller</LastName>'],
    ['a form', 'user=jprobst&x=1'],
    ['a value without a name', '"jprobst"'],
    ['a number', '4711'],
    ['a list of values without names', '["jprobst"]'],
    ['half of a JSON', '{"a":"jprobst"'],
  ])('is a size where no field says what a value is: %s', (_what, text) => {
    const size = `‹${Buffer.byteLength(text)} bytes›`
    expect(recordedBody(text, mask)).toBe(size)
    expect(recordedBody(Buffer.from(text), mask)).toBe(size)
  })

  it('is cut', () => {
    expect(recordedBody({ text: 'x '.repeat(5_000) }, mask)?.length).toBeLessThanOrEqual(2_001)
  })
})
