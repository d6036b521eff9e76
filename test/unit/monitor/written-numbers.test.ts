import { describe, expect, it } from '@jest/globals'
import { de } from '../../../app/monitor/src/text/de.ts'
import { en } from '../../../app/monitor/src/text/en.ts'
import { createFormats } from '../../../app/monitor/src/text/format.ts'

describe('numbers on the page', () => {
  it('name what is counted', () => {
    expect(en.units.deliveries(1)).toBe('1 delivery')
    expect(en.units.deliveries(1_234, true)).toBe('at least 1,234 deliveries')
    expect(de.units.messages(1_234, true)).toBe('mindestens 1.234 Nachrichten')
  })

  it('tell people from records', () => {
    expect(en.units.whom(0, 0)).toBe('0 people')
    expect(en.units.whom(1, 0)).toBe('1 person')
    expect(en.units.whom(0, 2)).toBe('2 records')
    expect(de.units.whom(2, 1)).toBe('2 Personen und 1 Datensatz')
  })

  it('never make a duration negative whose ends come from two clocks', () => {
    expect(createFormats('en').duration(-8_000)).toBe('0 ms')
  })
})
