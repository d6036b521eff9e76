import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cutEvent } from '../../../lib/events/cut-event.ts'
import { subjectOf } from '../../../lib/events/subject.ts'
import {
  BATCH,
  codeOf,
  decode,
  identity,
  only,
  REQUIRED,
  STRUCTURED,
} from './decode-cloud-event.ts'

describe('a CloudEvent in structured mode', () => {
  const full = {
    ...REQUIRED,
    time: '2026-11-29T10:00:00Z',
    subject: 'k7',
    datacontenttype: 'application/json',
    sapconsumertenant: 't-1',
    data: { userId: 'k7', startDate: '2026-12-01', job: { code: 'J' } },
  }

  it('is one event of its type, with its attributes and data', () => {
    const decoded = decode(full)
    expect(decoded).toMatchObject({ format: 'json', contract: 'cloudevents', type: 'sf.Hired.v1' })
    expect(only(decoded)).toEqual({
      eventId: '/eu/sf/HARBOUR|a-1',
      type: 'sf.Hired.v1',
      entityType: null,
      effective: null,
      effectiveStartDate: { sent: '2026-12-01', iso: '2026-12-01' },
      publishedAt: { sent: '2026-11-29T10:00:00Z', iso: '2026-11-29T10:00:00.000Z' },
      publishedBy: null,
      repost: null,
      keys: [
        { name: 'userId', value: 'k7' },
        { name: 'startDate', value: '2026-12-01' },
      ],
      params: [
        { name: 'id', value: 'a-1' },
        { name: 'source', value: '/eu/sf/HARBOUR' },
        { name: 'subject', value: 'k7' },
        { name: 'datacontenttype', value: 'application/json' },
        { name: 'sapconsumertenant', value: 't-1' },
      ],
      payload: JSON.stringify(full.data),
      more: [{ name: 'job', value: '{"code":"J"}' }],
      recordKey: { field: 'userId', kind: 'userId', name: 'userId', value: 'k7' },
    })
  })

  it('is known without its media type, alone and in a list', () => {
    expect(decode(full, 'application/json')).toEqual(decode(full))
    expect(decode([full], null).contract).toBe('cloudevents')
    const { specversion: _, ...record } = full
    expect(decode(record, 'application/json').contract).toBe('record')
  })

  it.each<[string, object, string]>([
    ['the person', { data: { id: '9', userId: 'k7' } }, 'k7'],
    ['the key of the data', { data: { code: 'P1' }, subject: 's' }, '[null,[["code","P1"]]]'],
    ['its subject', { data: { name: 'x' }, subject: ' s ' }, '[null,[["subject","s"]]]'],
    ['its subject, without data', { subject: 's' }, '[null,[["subject","s"]]]'],
    ['nothing', { data: { name: 'x' } }, ''],
  ])('is kept in order by %s', (_by, changes, key) => {
    expect(subjectOf(only(decode({ ...REQUIRED, ...changes }))).key).toBe(key)
  })

  it('is kept in order by what configuration says', () => {
    const body = { ...REQUIRED, subject: 's', data: { userId: 'k7', who: { no: 'w1' } } }
    const placed = decode(body, STRUCTURED, { places: { subject: ['who', 'no'] } })
    expect(subjectOf(only(placed)).key).toContain('"w1"')
    const persons = decode({ ...REQUIRED, subject: 's' }, STRUCTURED, {
      persons: { subject: 'userId' },
    })
    expect(subjectOf(only(persons))).toMatchObject({ kind: 'userId', key: 's' })
  })

  it('has the type that configuration gives it, and keeps the one that it came with', () => {
    const event = only(decode(full, STRUCTURED, { types: { 'sf.Hired.v1': 'com.sf.Hire' } }))
    expect(event.type).toBe('com.sf.Hire')
    expect(event.params).toContainEqual({ name: 'type', value: 'sf.Hired.v1' })
  })

  it('stays one event where its data is a list, a text or nothing', () => {
    const list = only(decode({ ...REQUIRED, data: [{ userId: 'a' }, { userId: 'b' }] }))
    expect(list).toMatchObject({ keys: [], payload: '[{"userId":"a"},{"userId":"b"}]' })
    expect(only(decode({ ...REQUIRED, data: 'some text' })).payload).toBe('some text')
    expect(only(decode(REQUIRED)).payload).toBeNull()
  })

  it('reads data in XML and in Base64', () => {
    const xml = '<hire><userId>k7</userId></hire>'
    const asXml = { ...REQUIRED, datacontenttype: 'application/xml' }
    const event = only(decode({ ...asXml, data: xml }))
    expect(event).toMatchObject({ entityType: 'hire', payload: xml, recordKey: { value: 'k7' } })
    const base64 = Buffer.from(xml).toString('base64')
    expect(only(decode({ ...asXml, data_base64: base64 }))).toMatchObject({ payload: xml })
    const bytes = { ...REQUIRED, datacontenttype: 'image/png', data_base64: 'iVBO' }
    expect(only(decode(bytes))).toMatchObject({ payload: 'iVBO', keys: [] })
  })

  it.each<[string, unknown]>([
    ['no id', { ...REQUIRED, id: undefined }],
    ['an empty source', { ...REQUIRED, source: '' }],
    ['no type', { ...REQUIRED, type: null }],
    ['another specversion', { ...REQUIRED, specversion: '0.3' }],
    ['data twice', { ...REQUIRED, data: {}, data_base64: 'AA==' }],
    ['data_base64 that is none', { ...REQUIRED, data_base64: '%' }],
    ['no object', '7'],
    ['one of a list that is none', [REQUIRED, { ...REQUIRED, id: null }]],
  ])('with %s is refused with its code', (_what, body) => {
    expect(codeOf(() => decode(body))).toBe('cloudevent_invalid')
  })

  it('in another format than JSON is refused with its code', () => {
    expect(codeOf(() => decode('<e/>', 'application/cloudevents+xml'))).toBe('cloudevent_invalid')
  })
})

describe('a batch of CloudEvents', () => {
  const batch = ['a', 'b', 'c'].map((id) => ({ ...REQUIRED, id, data: { userId: id } }))

  it('is as many events, in order; an empty one is none', () => {
    const { events, externalEventId, type } = decode(batch, BATCH)
    expect(events.map(({ eventId }) => eventId)).toEqual(
      ['a', 'b', 'c'].map((id) => `/eu/sf/HARBOUR|${id}`),
    )
    expect({ externalEventId, type }).toEqual({ externalEventId: null, type: null })
    expect(decode([], BATCH).events).toEqual([])
  })

  it('gives each of its events alone', () => {
    const body = Buffer.from(JSON.stringify(batch, null, 2))
    const cut = cutEvent({ body, contentType: BATCH }, 1)
    expect(JSON.parse(cut.body.toString())).toEqual([batch[1]])
  })
})

describe('the identity of a CloudEvent', () => {
  const of = (changes: object) =>
    identity(only(decode({ ...REQUIRED, data: { a: 1 }, ...changes })))

  it('is source and id, whatever its type, time and extensions', () => {
    const first = of({})
    expect(of({ time: '2026-11-29T10:00:00Z', traceparent: '00-1' })).toEqual(first)
    expect(of({ type: 'other' })).toMatchObject({ id: first.id })
    expect(of({ type: 'other' }).content).not.toBe(first.content)
    expect(of({ data: { a: 2 } })).toMatchObject({ id: first.id })
    expect(of({ data: { a: 2 } }).content).not.toBe(first.content)
    expect(of({ source: 'b' }).id).not.toBe(first.id)
    expect(of({ id: 'b' }).id).not.toBe(first.id)
  })

  it('never mixes source and id up', () => {
    const part = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', '|', '/') })
    fc.assert(
      fc.property(part, part, part, part, (source, id, otherSource, otherId) => {
        const isSame = source === otherSource && id === otherId
        expect(of({ source, id }).id === of({ source: otherSource, id: otherId }).id).toBe(isSame)
      }),
    )
  })
})
