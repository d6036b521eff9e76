import { describe, expect, it } from '@jest/globals'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { showSubjects } from '../../../lib/masking/shown-subject.ts'

const shown = (kind: string, key: string) =>
  JSON.parse(JSON.stringify({ subject: { id: '7', kind, key } }, showSubjects(fieldRules())))
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

  it('is that of an employee as it is', () => {
    expect(shown('userId', '4711')).toBe('4711')
  })
})
