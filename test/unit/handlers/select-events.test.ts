import { describe, expect, it } from '@jest/globals'
import { type EventSelector, matchesType, selectEvent } from '../../../lib/events/select-events.ts'
import { aHire } from '../../../lib/testing/an-event.ts'

const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'

describe('a pattern', () => {
  it.each([
    ['a.Type', 'a.Type', true],
    ['a.Type', 'a.type', false],
    ['a.Type', 'a.Types', false],
    ['com.successfactors.Employment.*', HIRE, true],
    ['com.successfactors.Employment.*', 'com.successfactors.Employment', false],
    ['com.successfactors.Employment.*', 'com.successfactors.Employment.', false],
    ['com.successfactors.Employment.*', 'com.successfactors.EmploymentX.Hire', false],
    ['*.Hire', HIRE, true],
    ['*.Hire', '.Hire', false],
    ['*.Hire', 'x.ReHire', false],
    ['com.*.Hire', HIRE, true],
    ['com.*.*.Hire', HIRE, true],
    ['a*a', 'aa', false],
    ['a*a', 'aba', true],
    ['a*b*c', 'abc', false],
    ['a*b*c', 'abxc', false],
    ['a*b*c', 'abbbc', true],
    ['a*bc', 'abcbc', true],
    ['*', HIRE, true],
    ['*', '', true],
    ['*', null, true],
    ['a.*', null, false],
    ['a.b*', 'aXbc', false],
    ['a.(b|c)+*', 'a.bc', false],
  ])('%s takes %s: %s', (pattern, type, expected) => {
    expect(matchesType(pattern, type)).toBe(expected)
  })

  it('costs no more than the length, however many * there are', () => {
    const pattern = `${'*a'.repeat(500)}*b`
    expect(matchesType(pattern, 'a'.repeat(50_000))).toBe(false)
  })
})

describe('what a handler takes', () => {
  const select = (on: EventSelector, type: string | null = HIRE) =>
    selectEvent(on, type, () => aHire())

  it('tells a type that is named from one that a pattern covers', () => {
    expect(select(HIRE)).toEqual({ kind: 'taken', named: true })
    expect(select(['x', '*.Hire', HIRE])).toEqual({ kind: 'taken', named: true })
    expect(select(['x', '*.Hire'])).toEqual({ kind: 'taken', named: false })
    expect(select('*', null)).toEqual({ kind: 'taken', named: false })
    expect(select(['x', 'y'])).toEqual({ kind: 'left' })
  })

  it('asks a predicate, and survives whatever it does', () => {
    expect(select((event) => event.key('userId') === '20001')).toMatchObject({ kind: 'taken' })
    expect(select((event) => event.key('userId') === '1')).toEqual({ kind: 'left' })
    expect(
      select(() => {
        throw new Error('confused')
      }),
    ).toEqual({ kind: 'failed', failure: 'on_failed', error: new Error('confused') })
    // A promise is truthy: it would take every event.
    expect(select((async () => false) as never)).toEqual({
      kind: 'failed',
      failure: 'on_not_a_boolean',
      error: new TypeError(
        'expected "on" to return true or false, got a promise: correct it and replay',
      ),
    })
  })
})
