import { describe, expect, test } from '@jest/globals'
import type { DomainEvent } from '../../../lib/events/event.ts'
import { personFields } from '../../../lib/events/person-fields.ts'
import { type Subject, subjectOf } from '../../../lib/events/subject.ts'
import { someEvent } from './some-event.ts'

function pairs(values: Record<string, string>) {
  return Object.entries(values).map(([name, value]) => ({ name, value }))
}

function subject(
  keys: Record<string, string>,
  params: Record<string, string> = {},
  given: Partial<DomainEvent> = {},
): Omit<Subject, 'field'> {
  const { kind, key } = subjectOf(someEvent({ ...given, keys: pairs(keys), params: pairs(params) }))
  return { kind, key }
}

describe('the default subject', () => {
  const person = { personIdExternal: 'P1', perPersonUuid: 'U1' }

  test('userId: from the keys, then from the params', () => {
    expect(subject({ seqNumber: '1', userId: 'a' }, { userId: 'b' })).toEqual({
      kind: 'userId',
      key: 'a',
    })
    expect(subject({ seqNumber: '1' }, { ...person, userId: 'b' })).toEqual({
      kind: 'userId',
      key: 'b',
    })
  })

  test('without userId personIdExternal, then perPersonUuid, from keys or params', () => {
    expect(subject({ code: '1' }, person)).toEqual({ kind: 'personIdExternal', key: 'P1' })
    expect(subject({ ...person, personIdExternal: '' })).toEqual({
      kind: 'perPersonUuid',
      key: 'U1',
    })
  })

  test('every spelling of the table names the person; of several the first in the table counts', () => {
    for (const name of ['UserId', 'USERID', 'user_id', 'worker', 'workerId', 'employeeId']) {
      expect(subject({ code: '1', [name]: '7' })).toEqual({ kind: 'userId', key: '7' })
    }
    expect(subject({ employeeId: '7', userId: '8' })).toEqual({ kind: 'userId', key: '8' })
    expect(subject({ assignmentId: '9', code: '1' })).toEqual({ kind: 'assignmentId', key: '9' })
  })

  test('configuration adds spellings', () => {
    const event = someEvent({ keys: pairs({ badge_no: '5', code: '1' }) })
    const persons = personFields({ badgeNo: 'userId' })
    expect(subjectOf(event, persons)).toEqual({ kind: 'userId', key: '5', field: 'badge_no' })
    expect(subjectOf(event).kind).toBe('entity')
  })

  test('empty and blank values do not count; blanks around a value are not part of the key', () => {
    expect(subject({ userId: ' ' }, { userId: ' x\n' })).toEqual({ kind: 'userId', key: 'x' })
    expect(subject({ userId: '' }, { personIdExternal: 'P1' }).kind).toBe('personIdExternal')
    const repeated = someEvent({ keys: [...pairs({ userId: '' }), ...pairs({ userId: 'y' })] })
    expect(subjectOf(repeated)).toEqual({ kind: 'userId', key: 'y', field: 'userId' })
  })

  test('names are compared whole', () => {
    expect(subject({ managerUserId: 'a' }).kind).toBe('entity')
  })

  test('else entity type and keys, in any order, without startDate and seqNumber', () => {
    const given = { entityType: 'Position' }
    const first = subject({ code: 'A', startDate: '2025-01-01', company: 'X' }, {}, given)
    const later = subject(
      { company: 'X', seqNumber: '2', code: ' A', startDate: '2026-01-01' },
      {},
      given,
    )
    expect(first).toEqual({ kind: 'entity', key: '["Position",[["code","A"],["company","X"]]]' })
    expect(later).toEqual(first)
  })

  test.each(['effectiveStartDate', 'startDate', 'seqNumber'])(
    'slices that differ in %s share the lane of their entity',
    (name) => {
      const slice = (value: string) =>
        subject({ code: 'P1', [name]: value }, {}, { entityType: 'Position' })
      expect(slice('1')).toEqual({ kind: 'entity', key: '["Position",[["code","P1"]]]' })
      expect(slice('2')).toEqual(slice('1'))
    },
  )

  test('different entities have different keys, however they are cut', () => {
    const keys = [
      subject({ a: 'b' }, {}, { entityType: 'E' }),
      subject({ a: 'b' }, {}, { entityType: 'F' }),
      subject({ a: 'b' }, {}, { entityType: null }),
      subject({ a: 'b' }, {}, { entityType: 'null' }),
      subject({ 'a","b': '', a: 'b' }, {}, { entityType: 'E' }),
      subject({ a: 'b","c' }, {}, { entityType: 'E' }),
      subject({ a: 'b', c: 'd' }, {}, { entityType: 'E' }),
    ].map(({ key }) => key)
    expect(new Set(keys).size).toBe(6)
    expect(keys[4]).toBe(keys[0])
  })

  test('without any key that tells entities apart the event stands alone', () => {
    expect(
      subject({ startDate: '2025-01-01', seqNumber: '1' }, {}, { entityType: 'EmpJob' }),
    ).toEqual({ kind: 'event', key: '' })
    expect(subject({ code: '' }, { other: '1' })).toEqual({ kind: 'event', key: '' })
  })

  test('a very long key is replaced by its hash, and stays different from others', () => {
    const long = subject({ userId: 'x'.repeat(5_000) })
    expect(long.key).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(subject({ userId: 'x'.repeat(5_001) }).key).not.toBe(long.key)
    expect(subject({ userId: 'x'.repeat(512) }).key).toHaveLength(512)
  })
})
