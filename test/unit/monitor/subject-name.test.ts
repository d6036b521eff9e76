import { describe, expect, it } from '@jest/globals'
import { subjectName } from '../../../app/monitor/src/parts/subject-name.ts'
import { en } from '../../../app/monitor/src/text/en.ts'

const record = (...keys: [string, string][]) => JSON.stringify(['application', keys])

describe('how a subject is called', () => {
  it.each([
    ['an employee', 'userId', '4711', '4711'],
    ['a masked employee', 'userId', '‹userId›', '‹userId› #12'],
    [
      'a record',
      'entity',
      record(['no', '7'], ['company', 'ACME']),
      'application no=7, company=ACME',
    ],
    ['a masked record', 'entity', record(['email', '‹email›']), 'application email=‹email› #12'],
    ['one that is too long', 'entity', '‹key›', '‹key› #12'],
    ['a forgotten employee', 'userId', '', 'Forgotten person #12'],
  ])('%s', (_what, kind, key, name) => {
    expect(subjectName({ id: '12', kind, key }, en)).toBe(name)
  })
})
