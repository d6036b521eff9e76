import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readSentDate } from '../../../lib/events/sent-date.ts'

describe('dates are kept as sent and read beside it', () => {
  test.each<[string, string | null]>([
    ['1751360400123', '2025-07-01T09:00:00.123Z'],
    ['100000000000', '1973-03-03T09:46:40.000Z'],
    ['9999999999', null],
    ['20250701', null],
    ['20250701120000', null],
    ['99999999999999999999', null],
    ['2025-07-01', '2025-07-01'],
    [' 2025-07-01\n', '2025-07-01'],
    ['2025-07-01+02:00', '2025-07-01'],
    ['2025-07-01Z', '2025-07-01'],
    ['9999-12-31', '9999-12-31'],
    ['2024-02-29', '2024-02-29'],
    ['2100-02-29', null],
    ['2000-02-29', '2000-02-29'],
    ['2021-02-30', null],
    ['2021-13-01', null],
    ['2021-00-10', null],
    ['2021-01-00', null],
    ['0000-01-01', null],
    ['2025-07-01T09:00:00Z', '2025-07-01T09:00:00.000Z'],
    ['2025-07-01T09:00:00.123456+02:00', '2025-07-01T07:00:00.123Z'],
    ['2025-07-01T00:30+0100', '2025-06-30T23:30:00.000Z'],
    ['2025-07-01T23:30:00-05', '2025-07-02T04:30:00.000Z'],
    ['2025-07-01T09:00:00', null],
    ['2025-07-01T00:00:00', '2025-07-01'],
    ['2025-07-01T00:00:00.000', '2025-07-01'],
    ['2025-02-30T00:00:00Z', null],
    ['2025-07-01T24:00:00Z', null],
    ['2025-07-01T09:60:00Z', null],
    ['2025-07-01T09:00:00+15:00', null],
    ['9999-12-31T23:59:59-10:00', null],
    ['/Date(1751360400123)/', '2025-07-01T09:00:00.123Z'],
    ['/Date(1751360400123+0000)/', '2025-07-01T09:00:00.123Z'],
    ['/Date(-86400000)/', '1969-12-31T00:00:00.000Z'],
    ['/Date(999999999999999)/', null],
    ['07/01/2025', null],
    ['01.07.2025', null],
    ['soon', null],
    ['', null],
    ['٢٠٢٥-٠٧-٠١', null],
  ])('%j', (sent, iso) => {
    expect(readSentDate(sent)).toEqual({ sent, iso })
  })

  test('an absent date is absent', () => {
    expect(readSentDate(null)).toBeNull()
  })

  test('every instant is read back from its ISO form and from its milliseconds', () => {
    const instants = fc.date({
      min: new Date('1971-01-01T00:00:00Z'),
      max: new Date('2199-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(instants, (date) => {
        const iso = date.toISOString()
        expect(readSentDate(iso)?.iso).toBe(iso)
        expect(readSentDate(String(date.getTime()))?.iso).toBe(iso)
        expect(readSentDate(iso.slice(0, 10))?.iso).toBe(iso.slice(0, 10))
      }),
    )
  })

  test('no text makes it throw, and what it understands is a date that Date knows', () => {
    const dateLike = fc.stringMatching(/^\/?[\dDateTZ():+\-/. ]{0,40}$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), dateLike), (text) => {
        const read = readSentDate(text)
        expect(read?.sent).toBe(text)
        if (read?.iso != null) expect(Number.isNaN(Date.parse(read.iso))).toBe(false)
      }),
    )
  })
})
