import { describe, expect, test } from '@jest/globals'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import { codeOf, withEvent } from './read-fixture.ts'

const decode = (body: Buffer | string, contentType: string | undefined) =>
  decodeMessage(Buffer.from(body as string), { contentType, typeHint: 'T' })
const keyed = (value: string) =>
  withEvent(
    `<n:entityKeys><n:entityKey><name>userId</name><value>${value}</value></n:entityKey></n:entityKeys>`,
  )
const valueIn = (body: Buffer | string, contentType: string | undefined) =>
  decode(body, contentType).events[0]?.keys[0]?.value

describe("XML's forbidden characters", () => {
  test.each([
    ['raw', 'a\u0002b', 'a\u{fffd}b'],
    ['decimal reference', 'a&#0;b', 'a\u{fffd}b'],
    ['hexadecimal reference', 'a&#x1F;b', 'a\u{fffd}b'],
    ['half a surrogate pair', 'a&#xD800;b', 'a\u{fffd}b'],
    ['beside allowed ones', '&#x41;&#9;&#x1;', 'A\t\u{fffd}'],
    ['text of CDATA stays', '<![CDATA[&#2;]]>&#2;', '&#2;\u{fffd}'],
  ])('%s: the event is read and the message flagged', (_what, sent, read) => {
    const message = decode(keyed(sent), 'text/xml')
    expect(message.warnings).toEqual([{ code: 'characters_replaced' }])
    expect(message.events[0]?.keys[0]?.value).toBe(read)
  })

  test('XML 1.1 does not let them in', () => {
    const message = decode(`<?xml version="1.1"?>${keyed('a&#1;')}`, 'text/xml')
    expect(message.events[0]?.keys[0]?.value).toBe('a\u{fffd}')
  })

  test('nothing is flagged where nothing was replaced, and other faults stay faults', () => {
    expect(decode(keyed('a'), 'text/xml').warnings).toBeUndefined()
    expect(codeOf(() => decode(keyed('a&b\u0002'), 'text/xml'))).toBe('xml_malformed')
  })
})

describe('encodings', () => {
  const bytes = (encoded: number[]) => {
    const [before = '', after = ''] = keyed('#').split('#')
    return (declaration: string) =>
      Buffer.concat([
        Buffer.from(`${declaration}${before}`),
        Buffer.from(encoded),
        Buffer.from(after),
      ])
  }

  test.each([
    ['iso-8859-15', [0xa4], '€'],
    ['windows-1250', [0x9c], 'ś'],
    ['windows-1251', [0xcf], 'П'],
    ['shift_jis', [0x8e, 0x52], '山'],
    ['gb18030', [0xce, 0xe2], '吴'],
    ['big5', [0xa7, 0x64], '吳'],
    ['euc-kr', [0xb1, 0xe8], '김'],
  ])('%s by declaration, by header, and against a wrong header', (label, encoded, read) => {
    const body = bytes(encoded)
    const declared = body(`<?xml version="1.0" encoding="${label}"?>`)
    expect(valueIn(declared, 'text/xml')).toBe(read)
    expect(valueIn(body(''), `text/xml; charset=${label}`)).toBe(read)
    expect(valueIn(declared, 'text/xml; charset=us-ascii')).toBe(read)
  })
})

describe('wrapped bodies', () => {
  const part = (headers: string, content: string) => `--b:1\r\n${headers}\r\n\r\n${content}\r\n`
  const root = part(
    'Content-Type: application/xop+xml; charset=UTF-8\r\nContent-ID: <r@x>',
    keyed('m'),
  )
  const other = part('Content-Type: text/xml\r\nContent-ID: <o@x>', '<other/>')
  const header = 'multipart/related; boundary="b:1"; type="application/xop+xml"'

  test('the root part of multipart/related is the one that start names, else the first', () => {
    expect(valueIn(`${root}${other}--b:1--\r\n`, header)).toBe('m')
    expect(valueIn(`preamble\r\n${other}${root}--b:1--`, `${header}; start="<r@x>"`)).toBe('m')
    expect(valueIn(`${root}${other}--b:1--`.replaceAll('\r\n', '\n'), header)).toBe('m')
  })

  test('a part may be encoded', () => {
    const base64 = part(
      'Content-Type: text/xml\r\nContent-Transfer-Encoding: base64',
      Buffer.from(keyed('m')).toString('base64'),
    )
    expect(valueIn(`${base64}--b:1--`, header)).toBe('m')
  })

  test.each([
    ['no boundary', root, 'multipart/related'],
    ['another boundary', root, 'multipart/related; boundary=c'],
    ['no end of headers', '--b:1\r\nContent-Type: text/xml', header],
  ])('%s', (_what, body, contentType) => {
    expect(codeOf(() => decode(body, contentType))).toBe('multipart_malformed')
  })

  test('a part inside a part is not looked for', () => {
    const nested = part('Content-Type: multipart/related; boundary=c', '--c\r\n\r\n<a/>')
    expect(codeOf(() => decode(`${nested}--b:1--`, header))).toBe('content_type')
  })

  test('the one field of a form that holds XML or JSON', () => {
    const form = 'application/x-www-form-urlencoded'
    const xml = `<?xml version="1.0" encoding="ISO-8859-1"?>${keyed('é')}`
    expect(valueIn(new URLSearchParams({ id: '1', data: xml }).toString(), form)).toBe('é')
    expect(valueIn('a=1&json=%7B%22userId%22%3A%22j%22%7D', form)).toBe('j')
    for (const body of ['a=1', 'a=%7B%7D&b=%3Ca%2F%3E']) {
      expect(codeOf(() => decode(body, form))).toBe('form_malformed')
    }
  })
})
