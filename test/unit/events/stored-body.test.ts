import { describe, expect, it } from '@jest/globals'
import { storedEvents } from '../../../lib/events/stored-body.ts'
import { soapMessage } from '../../support/soap-message.ts'

describe('storedEvents', () => {
  const stored = { contentType: 'text/xml', contentEncoding: null, typeHint: null, hints: null }

  it('reads a stored body', () => {
    const body = Buffer.from(soapMessage([{ userId: 'a' }, { userId: 'b' }]))
    expect(storedEvents({ ...stored, body })).toHaveLength(2)
    expect(storedEvents({ ...stored, body, contentEncoding: 'br' })).toEqual([])
  })

  it('has none where a body cannot be read', () => {
    expect(storedEvents({ ...stored, body: Buffer.from('<a') })).toEqual([])
  })
})
