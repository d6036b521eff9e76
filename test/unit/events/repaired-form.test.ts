import { describe, expect, it } from '@jest/globals'
import { readPlace, writePlace } from '../../../lib/events/records/place.ts'
import { repairedForm } from '../../../lib/events/repaired-form.ts'
import { decodeStored } from '../../../lib/events/stored-body.ts'

const stored = {
  body: Buffer.from('broken'),
  contentType: 'text/xml; charset=ISO-8859-1',
  contentEncoding: 'gzip',
  typeHint: 'a.Type',
  hints: { persons: { badge: 'userId' }, places: { events: ['rows'] } },
} as const

describe('the repaired form', () => {
  it('keeps what the repair leaves out', () => {
    expect(repairedForm(stored, {})).toEqual(stored)
  })

  it('takes null and no places as none', () => {
    const repaired = repairedForm(stored, { contentType: null, type: null, places: {} })
    expect(repaired).toMatchObject({ contentType: null, typeHint: null })
    expect(repaired.hints).toEqual({ persons: { badge: 'userId' } })
    expect(repairedForm({ ...stored, hints: null }, { places: {} }).hints).toBeNull()
  })

  it.each([
    ['text/xml; charset="ISO-8859-1"', 'text/xml; charset=utf-8'],
    ['text/xml;charset=utf-16;action=x', 'text/xml;action=x; charset=utf-8'],
    [null, 'text/plain; charset=utf-8'],
    ['multipart/related; boundary=b', 'multipart/related; boundary=b'],
  ])('of another body is not compressed, and in UTF-8: %s', (contentType, labelled) => {
    const repaired = repairedForm(stored, { body: 'ü', contentType })
    expect(repaired.contentType).toBe(labelled)
    expect(repaired.contentEncoding).toBeNull()
    expect(repaired.body).toEqual(Buffer.from('ü'))
  })

  it('is read whatever encoding its XML declaration names', () => {
    const body = '<?xml version="1.0" encoding="UTF-16"?><rows><row><badge>ü</badge></row></rows>'
    const places = { events: ['row'] }
    for (const contentType of ['text/xml; charset=utf-16', null, undefined]) {
      const [event] = decodeStored(repairedForm(stored, { body, contentType, places })).events
      expect(event?.recordKey).toMatchObject({ kind: 'userId', value: 'ü' })
    }
  })
})

describe('a place as text', () => {
  it.each(['a', 'a.b', '[0]', 'a[0].b[*].c', '[*].d'])('is read as it is written: %s', (text) => {
    expect(writePlace(readPlace(text) ?? [])).toBe(text)
  })
})
