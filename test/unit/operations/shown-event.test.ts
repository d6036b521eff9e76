import { describe, expect, it } from '@jest/globals'
import { decodedEvents } from '../../../srv/operations/shown-event.ts'
import { soapMessage } from '../../support/soap-message.ts'

describe('decodedEvents', () => {
  const stored = { contentType: 'text/xml', contentEncoding: null, typeHint: null }

  it('reads a stored body', () => {
    const body = Buffer.from(soapMessage([{ userId: 'a' }, { userId: 'b' }]))
    expect(decodedEvents({ ...stored, body })).toHaveLength(2)
    expect(decodedEvents({ ...stored, body, contentEncoding: 'br' })).toEqual([])
  })

  it('has none where a body cannot be read', () => {
    expect(decodedEvents({ ...stored, body: Buffer.from('<a') })).toEqual([])
  })
})
