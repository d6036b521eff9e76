import { describe, expect, it } from '@jest/globals'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { maskFor } from '../../../lib/masking/mask-text.ts'
import { someEvent } from '../events/some-event.ts'

const event = someEvent({
  keys: [
    { name: 'userId', value: '20001' },
    { name: 'startDate', value: '2026-07-01' },
  ],
  params: [{ name: 'firstName', value: 'Ada' }],
})

describe('rules of fields', () => {
  it.each([
    ['userId', 'id'],
    ['USERID', 'id'],
    ['personIdExternal', 'id'],
    ['startDate', 'date'],
    ['eventReason', 'code'],
    ['firstName', 'personal'],
    ['customString7', 'personal'],
    ['', 'personal'],
  ])('know %s as %s', (name, kind) => {
    expect(fieldRules().kindOf(name)).toBe(kind)
  })

  it('can be changed by name; what is masked stays so', () => {
    const rules = fieldRules({ shown: ['customString7', 'email'], masked: ['Department', 'email'] })
    expect(rules.kindOf('customstring7')).toBe('shown')
    expect(rules.kindOf('department')).toBe('personal')
    expect(rules.kindOf('email')).toBe('personal')
  })
})

describe('what a handler logs', () => {
  const mask = maskFor([event], fieldRules({ masked: ['badge'] }))

  it('keeps dates and codes, and no id', () => {
    expect(mask.text('20001 starts 2026-07-01 as Ada')).toBe(
      '‹userId› starts 2026-07-01 as ‹firstName›',
    )
  })

  it('has the names of personal fields in place of their values, however deep they stand', () => {
    const given = {
      status: 201,
      lastName: 'Lovelace',
      badge: 4711,
      mails: ['x'],
      names: [],
      streetAddress: new URL('https://example.com/lovelace'),
      name: { formatted: 'Ada Lovelace', familyName: 'Lovelace' },
      phoneNumbers: [{ value: '+49 30 1' }],
      birthDate: new Date(0),
      person: { toJSON: () => ({ lastName: 'Lovelace' }) },
      account: { userId: '9', displayName: 'Ada Lovelace', active: true, mail: '' },
      list: [{ phone: '1' }],
      at: new Date(0),
    }
    expect(mask.data(given)).toEqual({
      status: 201,
      lastName: '‹lastName›',
      badge: '‹badge›',
      mails: '‹mails›',
      names: [],
      streetAddress: '‹streetAddress›',
      name: '‹name›',
      phoneNumbers: '‹phoneNumbers›',
      birthDate: '‹birthDate›',
      person: { lastName: '‹lastName›' },
      account: { userId: '‹userId›', displayName: '‹displayName›', active: true, mail: '' },
      list: [{ phone: '‹phone›' }],
      at: new Date(0),
    })
  })

  it('is left out where it is too deep or too wide to be looked at', () => {
    const circular: Record<string, unknown> = { name: 'Ada' }
    for (let index = 0; index < 50; index += 1) circular[`self${index}`] = circular
    const text = JSON.stringify(mask.data(circular))
    expect(text).not.toContain('Ada')
    expect(text.length).toBeLessThan(100_000)
  })
})
