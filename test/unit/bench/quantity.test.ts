import { describe, expect, it } from '@jest/globals'
import { about, bytesText, microseconds } from '../../../lab/bench/figures/quantity.ts'

describe('about', () => {
  it.each([
    [0, '0'],
    [0.0123, '0.01'],
    [0.456, '0.46'],
    [1.234, '1.2'],
    [9.96, '10'],
    [41.6, '42'],
    [413.4, '410'],
    [3_208, '3,200'],
    [1_234_567, '1,200,000'],
  ])('%d is %s', (value, text) => {
    expect(about(value)).toBe(text)
  })
})

describe('bytesText', () => {
  it.each([
    [0.5, '0.5 bytes'],
    [7_300, '7.3 KB'],
    [999_999, '1 MB'],
    [3_280_000_000, '3.3 GB'],
  ])('%d is %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text)
  })
})

describe('microseconds', () => {
  it('says when the system did not tell', () => {
    expect(microseconds(null)).toBe('not known')
  })
})
