import { describe, expect, it } from '@jest/globals'
import { bodyText } from '../../../app/monitor/src/pages/message/body-text.ts'
import { changesOf, draftOf } from '../../../app/monitor/src/pages/message/repair/repair-draft.ts'

const before = draftOf(
  { contentType: 'text/xml', typeHint: null, places: { events: 'a.b', subject: 'no' } },
  '<a/>',
)

describe('what a repair changes', () => {
  it('is nothing for a draft that is as it was', () => {
    expect(changesOf(before, { ...before })).toEqual({})
    const spaced = { ...before, type: ' ', places: { ...before.places, events: ' a.b ' } }
    expect(changesOf(before, spaced)).toEqual({})
  })

  it('is each part that differs; an empty field removes, and places are sent together', () => {
    const places = { ...before.places, events: '', id: 'key' }
    const after = { body: '<b/>', contentType: ' ', type: 'a.Type ', places }
    expect(changesOf(before, after)).toEqual({
      body: '<b/>',
      contentType: null,
      type: 'a.Type',
      places: { id: 'key', subject: 'no' },
    })
  })

  it('leaves a body alone that the reader may not see', () => {
    const hidden = draftOf({ contentType: null, typeHint: null, places: {} }, null)
    expect(changesOf(hidden, { ...hidden, type: 'a.Type' })).toEqual({ type: 'a.Type' })
  })
})

describe('the text of a body', () => {
  const declared = '<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>'
  it.each([
    ['the XML declaration', Buffer.from(declared, 'latin1'), 'text/xml', declared],
    ['the Content-Type', Buffer.from('ü', 'latin1'), 'text/xml; charset=ISO-8859-1', 'ü'],
    ['the byte order mark', Buffer.from('\ufeffü', 'utf16le'), 'text/xml; charset=utf-8', 'ü'],
    ['UTF-8', Buffer.from('ü'), null, 'ü'],
    ['UTF-8 for an unknown name', Buffer.from('ü'), 'text/xml; charset=odd', 'ü'],
  ])('is read by %s', (_what, bytes, contentType, text) => {
    expect(bodyText(bytes, contentType)).toBe(text)
  })
})
