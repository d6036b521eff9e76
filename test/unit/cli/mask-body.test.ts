import { describe, expect, it } from '@jest/globals'
import { createInventor } from '../../../lib/cli/fixture/invent-values.ts'
import { maskBody } from '../../../lib/cli/fixture/mask-body.ts'
import { maskFieldsBy } from '../../../lib/cli/fixture/mask-fields.ts'
import { fieldRules } from '../../../lib/masking/field-rules.ts'

const V2 = 'http://notification.event.successfactors.com'
const masked = (body: string | Buffer, contentType = 'text/xml') => {
  const mask = maskFieldsBy(fieldRules(), createInventor())
  return maskBody(Buffer.from(body), contentType, mask).text
}
const message = (event: string) =>
  `<e:ExternalEvent xmlns:e="${V2}"><e:externalEventMeta><e:type>a.Type</e:type></e:externalEventMeta><e:events><e:event>${event}</e:event></e:events></e:ExternalEvent>`
const pair = (name: string, value: string) =>
  `<e:params><e:param><name>${name}</name><value>${value}</value></e:param></e:params>`

describe('a masked body', () => {
  it.each([
    ['a name', pair('lastName', 'Winter'), 'lastName-1'],
    ['mail', pair('contact', 'a.winter@acme.com'), 'person1@example.com'],
    ['a number as long as it was', pair('userId', '100042'), '900001'],
    [
      'a UUID',
      pair('perPersonUuid', 'a2b06b52-8df8-4f5a-8e50-cba3cabaef8d'),
      '00000000-0000-4000-8000-000000000001',
    ],
    ['a date of birth', pair('dateOfBirth', '1988-04-02'), '1990-01-01'],
    ['CDATA', pair('lastName', '<![CDATA[Winter & Sons]]>'), 'lastName-1'],
    [
      'a pair without a name',
      '<e:params><e:param><value>Winter</value></e:param></e:params>',
      'value-1',
    ],
    [
      'a pair whose name comes after its value',
      '<e:params><e:param><value>Winter</value><name>startDate</name></e:param></e:params>',
      'value-1',
    ],
    ['what the contract does not know', '<e:nickname>Winter</e:nickname>', 'nickname-1'],
    [
      'a payload',
      '<e:eventPayload><person><type>Winter</type></person></e:eventPayload>',
      'type-1',
    ],
    [
      'a payload as text',
      '<e:eventPayload>&lt;name&gt;Winter&lt;/name&gt;</e:eventPayload>',
      'eventPayload-1',
    ],
    ['an attribute', '<e:x who="Winter"/>', 'who="who-1"'],
    ['text behind a date', pair('validFrom', '2026-01-01 of Winter'), 'validFrom-1'],
    ['a text as a date', pair('startDate', 'Winter'), 'startDate-1'],
    ['a text in a plain field', pair('department', 'for Winter'), 'department-1'],
    ['a text as the entity', '<e:entityType>of Winter</e:entityType>', 'entityType-1'],
    ['a name that is data', pair('a.winter@acme.com', '1'), 'person1@example.com'],
    ['text between elements', '<e:params>Winter<e:param/></e:params>', 'params-1'],
  ])('has an invented value: %s', (_what, event, invented) => {
    const text = masked(message(event))
    expect(text).toContain(invented)
    expect(text).not.toMatch(/Winter|a\.winter|100042|1988|a2b06b52/)
  })

  it('keeps dates, codes and the contract, character by character', () => {
    const event =
      '<e:entityType>EmpJob</e:entityType>\n<e:effectiveStartDate>2026-01-01</e:effectiveStartDate>' +
      pair('startDate', '2026-01-01') +
      pair('event-reason', '')
    expect(masked(message(event))).toBe(`${message(event)}\n`)
  })

  it('has no comments and instructions, in which anything may stand', () => {
    const text = masked(
      `<?xml version="1.0"?><!-- Winter --><?who Winter?>${message('<!-- Winter -->')}<!-- Winter -->`,
    )
    expect(text).toBe(`<?xml version="1.0"?>${message('')}\n`)
  })

  it('gives equal values equal ones, whatever the field', () => {
    const text = masked(message(pair('userId', '100042') + pair('managerId', '100042')))
    expect(text.match(/900001/g)).toHaveLength(2)
  })

  it('reads other charsets and is UTF-8', () => {
    const xml = `<?xml version="1.0" encoding="UTF-16"?>${message(pair('lastName', 'Winter'))}`
    const body = Buffer.from(`\ufeff${xml}`, 'utf16le')
    expect(masked(body)).toContain('encoding="UTF-8"')
  })

  it('masks names in JSON that are data, and fields of the contract where they are nested', () => {
    const body = {
      hire: {
        eventType: 'com.example.Hire',
        'a.winter@acme.com': true,
        'Anna Winter': { type: 'Winter', eventType: 'Winter', department: 'D-17' },
        company: 'of Winter',
        startDate: '2026-01-01',
      },
    }
    expect(JSON.parse(masked(JSON.stringify(body), 'application/json'))).toEqual({
      hire: {
        eventType: 'com.example.Hire',
        'person1@example.com': true,
        'name-2': { type: 'type-3', eventType: 'type-3', department: 'D-17' },
        company: 'company-4',
        startDate: '2026-01-01',
      },
    })
  })

  it('masks JSON to the last value', () => {
    const body = {
      company: 'ACME',
      user: { userId: 100042, tags: ['Winter', 'Winter'], active: true, none: null },
    }
    expect(JSON.parse(masked(JSON.stringify(body), 'application/json'))).toEqual({
      company: 'ACME',
      user: { userId: 900001, tags: ['tags-2', 'tags-2'], active: true, none: null },
    })
  })
})
