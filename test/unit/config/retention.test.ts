import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../../../lib/config/read-config.ts'

const DAY_MS = 86_400_000
const read = (variables: Record<string, string>) => readConfig(variables).retention
const rules = (value: unknown) => read({ RETENTION_RULES: JSON.stringify(value) })

describe('the configuration of retention', () => {
  it('has periods for messages and reveals, and no rules', () => {
    const periods = { defaultMs: 90 * DAY_MS, auditMs: 365 * DAY_MS, rules: [] }
    expect(read({})).toEqual(periods)
    expect(read({ RETENTION_DAYS: '7' })).toEqual({ ...periods, defaultMs: 7 * DAY_MS })
  })

  it('reads rules in their order', () => {
    const given = [
      { company: 'ACME', type: 'com.*.Pay', outcome: 'COMPLETED', days: 30 },
      { type: '*', company: 'TEST', days: 3650 },
    ]
    expect(rules(given).rules).toEqual([
      { company: 'ACME', type: 'com.*.Pay', outcome: 'COMPLETED', ms: 30 * DAY_MS },
      { company: 'TEST', type: null, outcome: null, ms: 3_650 * DAY_MS },
    ])
  })

  it.each<[string, unknown, string]>([
    ['a list', { hidden: 1 }, 'RETENTION_RULES: expected a list'],
    ['days', [{ type: 'hidden' }], 'RETENTION_RULES.0.days: expected a whole number'],
    ['at least a day', [{ type: 'hidden', days: 0 }], 'expected at least 1'],
    ['at most ten years', [{ type: 'hidden', days: 3651 }], 'expected at most 3650'],
    ['something to select', [{ days: 5 }], 'expected company, type or outcome'],
    ['a finished outcome', [{ outcome: 'PROCESSING', days: 5 }], 'expected one of COMPLETED, FAI'],
    ['a pattern', [{ type: 'hidden**', days: 5 }], 'RETENTION_RULES.0.type: expected an event'],
    ['known fields', [{ hidden: 'x', type: 'x', days: 5 }], 'RETENTION_RULES.0'],
    [
      'few periods',
      Array.from({ length: 10 }, (_, index) => ({ type: 'hidden', days: index + 1 })),
      'expected at most 10 different periods',
    ],
    [
      'few rules',
      Array.from({ length: 51 }, () => ({ type: 'hidden', days: 5 })),
      'expected at most 50 rules',
    ],
  ])('expects %s', (_what, given, sentence) => {
    expect(() => rules(given)).toThrow(sentence)
    if (!JSON.stringify(given).includes('"hidden":'))
      expect(() => rules(given)).not.toThrow(/hidden/)
  })
})
