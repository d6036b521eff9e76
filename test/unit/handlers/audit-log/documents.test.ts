import { describe, expect, it } from '@jest/globals'
import { eventsOf } from '../../../../lib/handlers/audit-log/ingestion-events.ts'
import { documentOf } from '../../../../lib/handlers/audit-log/v2-document.ts'
import { fieldsOf } from '../../../../lib/store/actions/audit-edits.ts'
import type { StoredAuditEntry } from '../../../../lib/store/actions/audit-entries.ts'

const EDIT: StoredAuditEntry = {
  id: '11111111-2222-4333-8444-555555555555',
  at: '2026-03-01T12:00:00.000Z',
  kind: 'data-modification',
  actionId: 'a',
  by: { issuer: 'i', clientId: 'client', tenant: 't', user: 'erika@example.com' },
  fields: ['params.salary', 'type'],
  messageId: 'm',
  ordinal: 3,
  subjectId: '7',
}
const EMPLOYEE = { kind: 'userId', company: 'ACME', key: '4711' }
const CANDIDATE = { kind: 'entity', company: 'ACME', key: '["1990-04-17"]' }

describe('an entry of the audit log', () => {
  it('names the employee, and other subjects by our id', () => {
    expect(documentOf(EDIT, EMPLOYEE)).toMatchObject({
      path: 'data-modifications',
      document: {
        user: 'erika@example.com',
        object: { id: { action: 'a', message: 'm', event: '3' } },
        data_subject: { type: 'employee', id: { company: 'ACME', userId: '4711' } },
      },
    })
    for (const subject of [CANDIDATE, null]) {
      const { document } = documentOf(EDIT, subject)
      expect(document).toMatchObject({ data_subject: { type: 'record', id: { subject: '7' } } })
      expect(JSON.stringify(document)).not.toContain('1990-04')
    }
  })

  it('has fields of a changed event without old and new values', () => {
    const attributes = EDIT.fields.map((name) => ({
      ...{ name, old: 'not provided', new: 'not provided' },
    }))
    expect(documentOf(EDIT, EMPLOYEE).document).toMatchObject({ success: true, attributes })
  })

  it('becomes one event of the ingestion for each field, with stable ids', () => {
    const events = eventsOf(EDIT, EMPLOYEE, '/eu10/hr/null') as { id: string; data: object }[]
    expect(events.map(({ id }) => id)).toEqual([EDIT.id, expect.stringMatching(/^[0-9a-f-]{36}$/)])
    expect(new Set(events.map(({ id }) => id)).size).toBe(2)
    expect(eventsOf(EDIT, EMPLOYEE, '/eu10/hr/null')).toEqual(events)
    expect(events[1]?.data).toMatchObject({
      data: {
        dppDataModification: {
          attribute: 'type',
          objectId: 'action:a event:3 message:m user:erika@example.com',
          oldValue: 'not provided',
        },
      },
    })
  })

  it('has names of fields only where these are no data', () => {
    const params = [
      { name: 'salary', value: '1' },
      { name: 'salary', value: '2' },
      { name: 'Erika Mustermann', value: '3' },
    ]
    expect(fieldsOf({ params, keys: [], payload: 'x', type: null })).toEqual([
      'params.salary',
      'params',
      'keys',
      'payload',
      'type',
    ])
  })
})
