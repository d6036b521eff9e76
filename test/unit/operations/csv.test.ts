import { describe, expect, it } from '@jest/globals'
import { csvLine } from '../../../srv/operations/csv.ts'

describe('a line for a spreadsheet', () => {
  it('quotes each value, and ends with CRLF', () => {
    expect(csvLine(['a;b', 'say "x"', 7, null], ';')).toBe('"a;b";"say ""x""";"7";""\r\n')
  })

  it.each(['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', ' =1', '\n@x'])(
    'contains no formula: %j',
    (value) => {
      expect(csvLine([value], ',')).toMatch(/^"'[^\r\n]*"\r\n$/)
    },
  )

  it('leaves other values as they are', () => {
    expect(csvLine(['a=1', '2026-01-01', 'x@y'], ',')).toBe('"a=1","2026-01-01","x@y"\r\n')
  })

  it('keeps a value on one line', () => {
    expect(csvLine(['a\r\nb'], ',')).toBe('"a  b"\r\n')
  })
})
