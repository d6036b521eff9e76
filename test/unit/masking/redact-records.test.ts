import { describe, expect, it } from '@jest/globals'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { redactRecords } from '../../../lib/masking/redact-records.ts'

const shown = (kind: string, key: string) =>
  JSON.parse(JSON.stringify({ subject: { id: '7', kind, key } }, redactRecords(fieldRules())))
    .subject.key

describe('the key of a subject in a list', () => {
  it('keeps dates, codes and ids, and names the fields of the rest', () => {
    const key = JSON.stringify([
      'application',
      [
        ['department', 'D-17'],
        ['email', 'a@b.example'],
        ['userId', '4711'],
        ['note', ''],
      ],
    ])
    expect(JSON.parse(shown('entity', key))).toEqual([
      'application',
      [
        ['department', 'D-17'],
        ['email', '‹email›'],
        ['userId', '4711'],
        ['note', ''],
      ],
    ])
  })

  it.each([
    ['cut', '["application",[["email","a@b.exam#0a1b'],
    ['a hash', 'sha256:00ff'],
  ])('says nothing where it was too long: %s', (_how, key) => {
    expect(shown('entity', key)).toBe('‹key›')
  })

  it.each([
    ['userId', '4711', '4711'],
    ['userId', 'erika@example.com', '‹userId›'],
    ['assignmentId', 'erika@example.com', '‹assignmentId›'],
    ['personId', 'Mustermann', '‹personId›'],
    ['userId', 'mustermann', '‹userId›'],
    ['personIdExternal', 'Erika Mustermann', '‹personIdExternal›'],
    [
      'perPersonUuid',
      '6e1b0c4d-9a7f-4d0f-b0b7-a3c25d7e9f11',
      '6e1b0c4d-9a7f-4d0f-b0b7-a3c25d7e9f11',
    ],
    ['orderBy', 'D-17', 'D-17'],
    ['orderBy', 'Mustermann', '‹key›'],
    ['event', '', ''],
  ])('of %s %s is %s', (kind, key, said) => {
    expect(shown(kind, key)).toBe(said)
  })

  it('hides names of types, entities and events that only a person can have typed', () => {
    const given = { type: 'a.b.Hire', entityType: 'of Erika', eventId: 'erika@x.example' }
    expect(JSON.parse(JSON.stringify({ items: [given] }, redactRecords(fieldRules())))).toEqual({
      items: [{ type: 'a.b.Hire', entityType: '‹entityType›', eventId: '‹eventId›' }],
    })
  })
})

describe('the field that chose the lane', () => {
  const field = (subjectField: string) =>
    JSON.parse(JSON.stringify({ subjectField }, redactRecords(fieldRules()))).subjectField

  it.each(['userId', '__metadata.uri.userId', 'rows.[0].id', 'code, company'])(
    'is shown: %s',
    (path) => {
      expect(field(path)).toBe(path)
    },
  )

  it.each(['erika@example.com.id', 'Müller.userId'])('is hidden where it is data: %s', (path) => {
    expect(field(path)).toBe('‹field›')
  })
})
