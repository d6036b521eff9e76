import { describe, expect, test } from '@jest/globals'
import { decodeText } from '../../../lib/events/charset.ts'
import { codeOf } from './read-fixture.ts'

const TEXT = '<a>Zoë</a>'
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${TEXT}`

describe('the encoding of a body', () => {
  test.each<[string, Buffer, string | null]>([
    ['UTF-8 by default', Buffer.from(TEXT), null],
    ['UTF-8 with a mark', Buffer.from(`\u{feff}${TEXT}`), null],
    ['UTF-16LE with a mark', Buffer.from(`\u{feff}${TEXT}`, 'utf16le'), null],
    ['UTF-16BE with a mark', utf16be(`\u{feff}${TEXT}`), null],
    ['UTF-16LE without a mark', Buffer.from(TEXT, 'utf16le'), null],
    ['UTF-16BE without a mark', utf16be(TEXT), null],
    ['charset utf-16 is big-endian', utf16be(TEXT), 'utf-16'],
    ['charset utf-16, unless the bytes show otherwise', Buffer.from(TEXT, 'utf16le'), 'utf-16'],
    ['charset utf-16le', Buffer.from(TEXT, 'utf16le'), 'utf-16le'],
    ['charset iso-8859-1', Buffer.from(TEXT, 'latin1'), 'iso-8859-1'],
    ['a mark wins over the charset', Buffer.from(`\u{feff}${TEXT}`), 'iso-8859-1'],
  ])('%s', (_, body, charset) => {
    expect(decodeText(body, charset)).toBe(TEXT)
  })

  test('windows-1252 has characters where ISO-8859-1 has controls', () => {
    expect(decodeText(Buffer.from([0x80, 0x93]), 'windows-1252')).toBe('€“')
  })

  test('the XML declaration counts where nothing else says it', () => {
    const latin = Buffer.from(declared('ISO-8859-1'), 'latin1')
    expect(decodeText(latin, null)).toBe(declared('ISO-8859-1'))
    expect(decodeText(Buffer.from(declared('ISO-8859-1')), 'utf-8')).toBe(declared('ISO-8859-1'))
    const single = declared('ISO-8859-1').replaceAll('"', "'")
    expect(decodeText(Buffer.from(single, 'latin1'), null)).toBe(single)
  })

  test('a declaration in UTF-16 text does not confuse, nor does one of UTF-16 in UTF-8 text', () => {
    expect(decodeText(Buffer.from(declared('UTF-8'), 'utf16le'), null)).toBe(declared('UTF-8'))
    expect(decodeText(Buffer.from(declared('UTF-16')), null)).toBe(declared('UTF-16'))
  })

  test.each<[string, Buffer, string | null]>([
    ['an unknown charset', Buffer.from(TEXT), 'ebcdic-cp-us'],
    ['an unknown charset in the declaration', Buffer.from(declared('x-mac')), null],
    ['Latin-1 bytes without saying so', Buffer.from(TEXT, 'latin1'), null],
    [
      'Latin-1 bytes behind a UTF-8 mark',
      Buffer.concat([Buffer.from('\u{feff}'), Buffer.from(TEXT, 'latin1')]),
      null,
    ],
    ['more than ASCII in us-ascii', Buffer.from(TEXT), 'us-ascii'],
    ['an odd number of bytes in UTF-16', Buffer.from([0xff, 0xfe, 0x3c]), null],
    ['half a surrogate pair', Buffer.from('<a>\ud800</a>', 'utf16le'), null],
  ])('%s is refused', (_, body, charset) => {
    expect(codeOf(() => decodeText(body, charset))).toBe('body_encoding')
  })
})
