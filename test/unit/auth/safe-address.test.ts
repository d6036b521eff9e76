import { describe, expect, it } from '@jest/globals'
import { isSafeAddress } from '../../../lib/http/safe-address.ts'

describe('isSafeAddress', () => {
  it.each(['https://quay.example', 'https://quay.example:8443/a?b', 'http://localhost:1/x'])(
    'takes %j',
    (text) => expect(isSafeAddress(text)).toBe(true),
  )

  it.each([
    'http://quay.example',
    'http://localhost.example',
    'https://quay.example\n',
    ' https://quay.example',
    'https://quay.\texample',
    'https://quay.example/a\u0000b',
    'https:quay.example',
    'https:\\\\quay.example',
    'https://someone@quay.example',
    'https://:secret@quay.example',
    'https://quay.example#x',
    'ftp://quay.example',
    'quay.example',
    '',
  ])('refuses %j', (text) => expect(isSafeAddress(text)).toBe(false))
})
