import { describe, expect, it } from '@jest/globals'
import { recordedBody, recordedPath } from '../../../lib/dispatch/recorded-call.ts'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { maskFor } from '../../../lib/masking/mask-text.ts'
import { someEvent } from '../events/some-event.ts'

const rules = fieldRules()
const event = {
  ...someEvent(),
  keys: [
    { name: 'userId', value: "O'Neil" },
    { name: 'startDate', value: '2026-01-01' },
  ],
  params: [],
}
const mask = maskFor(event, rules)
const path = (text: string, query = {}) => recordedPath(text, query, mask, rules)

describe('the path of a call as it is kept', () => {
  it.each([
    ['/users/O%27Neil', '/users/‹userId›'],
    ['/users/E104711/mail', '/users/‹id›/mail'],
    ['/users/6e1b0c4d-9a7f-4d0f-b0b7-a3c25d7e9f11', '/users/‹id›'],
    ['/sap/opu/odata4/v2/User', '/sap/opu/odata4/v2/User'],
    ["/odata/v2/User('cgrant')", '/odata/v2/User(‹key›)'],
    ["/odata/v2/User('a,b)c')/manager", '/odata/v2/User(‹key›)/manager'],
    [
      "/odata/v2/EmpJob(seqNumber=1L,startDate=datetime'2026-01-01T00:00:00',userId='666')",
      "/odata/v2/EmpJob(seqNumber=1L,startDate=datetime'2026-01-01T00:00:00',userId=‹userId›)",
    ],
    ['/users/jana@example.com', '/users/‹mail›'],
    ["/User?$filter=userId eq 'x'&$top=1", '/User?$filter&$top'],
    ['https://host.example/api/users?$skiptoken=abc', '/api/users?$skiptoken'],
    ['/broken/%E0%A4%A', '/broken/%E0%A4%A'],
  ])('%s is %s', (given, kept) => {
    expect(path(given)).toBe(kept)
  })

  it('names what is asked for, and not with which value', () => {
    expect(path('/User', { $filter: 'x', $top: 1, left: undefined })).toBe('/User?$filter&$top')
  })
})

describe('a body as it is kept', () => {
  it('is masked JSON, masked text, or a size', () => {
    expect(recordedBody({ lastName: 'Probst', plan: 'a' }, mask)).toBe(
      '{"lastName":"‹lastName›","plan":"a"}',
    )
    expect(recordedBody('{"userId":"x7","n":1}', mask)).toBe('{"userId":"‹userId›","n":1}')
    expect(recordedBody("of O'Neil", mask)).toBe('of ‹userId›')
    expect(recordedBody(new Uint8Array([0xff, 0xfe, 0xff]), mask)).toBe('‹3 bytes›')
    expect(recordedBody(new Uint8Array(), mask)).toBeNull()
    expect(recordedBody(undefined, mask)).toBeNull()
  })

  it('is cut', () => {
    expect(recordedBody('x '.repeat(5_000), mask)?.length).toBeLessThanOrEqual(2_001)
  })
})
