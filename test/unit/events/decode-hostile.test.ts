import { getHeapStatistics } from 'node:v8'
import { describe, expect, test } from '@jest/globals'
import { DEFAULT_DECODE_LIMITS } from '../../../lib/events/decode-limits.ts'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import { XmlNodeReader } from '../../../lib/events/records/xml-node.ts'
import { parseXml } from '../../../lib/events/xml-parser.ts'
import { codeFor, codeOf, readFixture, withEvent } from './read-fixture.ts'

const good = withEvent('<n:eventId>e-1</n:eventId>')
const lol = `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>`
const xxe = '<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/hostname">]>'

describe('hostile and broken bodies', () => {
  test.each<[string, string | Buffer, string]>([
    ['a plain DOCTYPE', `<!DOCTYPE Envelope>${good}`, 'xml_doctype'],
    [
      'a DOCTYPE with an address',
      `<!DOCTYPE a SYSTEM "http://localhost/a.dtd">${good}`,
      'xml_doctype',
    ],
    ['expanding entities', `${lol}${withEvent('<n:eventId>&c;</n:eventId>')}`, 'xml_doctype'],
    ['an external entity', `${xxe}${withEvent('<n:eventId>&x;</n:eventId>')}`, 'xml_doctype'],
    ['a DOCTYPE inside', withEvent('<!DOCTYPE a>'), 'xml_malformed'],
    ['an unknown entity', withEvent('<n:eventId>&nbsp;</n:eventId>'), 'xml_malformed'],
    ['a bare ampersand', withEvent('<n:eventId>a & b</n:eventId>'), 'xml_malformed'],
    ['a duplicate attribute', withEvent('<n:eventId a="1" a="2"/>'), 'xml_malformed'],
    [
      'a duplicate attribute under two prefixes',
      withEvent('<n:eventId xmlns:p="urn:q" xmlns:q="urn:q" p:a="1" q:a="2"/>'),
      'xml_malformed',
    ],
    ['an unquoted attribute', withEvent('<n:eventId a=1/>'), 'xml_malformed'],
    ['text behind the root', `${good}x`, 'xml_malformed'],
    ['a second root', `${good}${good}`, 'xml_malformed'],
    ['text before the root', `x${good}`, 'xml_malformed'],
    ['mismatched tags', withEvent('<n:eventId>1</n:entityType>'), 'xml_malformed'],
    ['an unclosed tag', good.replace('</S:Envelope>', ''), 'xml_malformed'],
    ['half a message', good.slice(0, good.length / 2), 'xml_malformed'],
    ['an undeclared prefix', withEvent('<m:eventId>1</m:eventId>'), 'xml_malformed'],
    ['a declaration that is not at the start', ` <?xml version="1.0"?>${good}`, 'xml_malformed'],
    [
      'a prefix bound to the wrong URI',
      good.replace('xmlns:n="http://notification.event.', 'xmlns:n="http://notification.'),
      'not_an_external_event',
    ],
    [
      'a URI in another case',
      good.replace('http://notification', 'http://Notification'),
      'not_an_external_event',
    ],
    ['HTML', '<html><body>Sign in</body></html>', 'not_an_external_event'],
    ['no XML', 'hello', 'xml_malformed'],
    ['JSON that says it is XML', '{"userId":"1"}', 'xml_malformed'],
    ['nothing', '', 'body_empty'],
    ['blanks', ' \r\n\t', 'body_empty'],
    ['a byte order mark alone', Buffer.from([0xef, 0xbb, 0xbf]), 'body_empty'],
    ['a UTF-16 byte order mark alone', Buffer.from([0xff, 0xfe]), 'body_empty'],
    ['bytes that are not UTF-8', Buffer.from(good.replace('e-1', 'é'), 'latin1'), 'body_encoding'],
    [
      'an overlong UTF-8 form',
      Buffer.concat([Buffer.from('<a>'), Buffer.from([0xc0, 0xbc])]),
      'body_encoding',
    ],
    ['half a UTF-16 character', Buffer.from([0xff, 0xfe, 0x3c, 0x00, 0x61]), 'body_encoding'],
    [
      'half a surrogate pair in UTF-16',
      Buffer.from(`\u{feff}<a>\ud800</a>`, 'utf16le'),
      'body_encoding',
    ],
  ])('%s', (_, body, code) => {
    expect(codeFor(body)).toBe(code)
  })

  test('200,000 levels are refused at the 65th, also in skipped places', () => {
    const deep = `${'<n:a>'.repeat(200_000)}${'</n:a>'.repeat(200_000)}`
    const before = process.threadCpuUsage()
    expect(codeFor(withEvent(deep))).toBe('xml_limit')
    expect(codeFor(`${'<a>'.repeat(200_000)}`)).toBe('xml_limit')
    const header = `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header>${'<a>'.repeat(200_000)}`
    expect(codeFor(header)).toBe('xml_limit')
    // CPU time: what else this machine does is not counted.
    const { user, system } = process.threadCpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(1_000)
  })
})

test('an error never repeats text of the message', () => {
  for (const secret of [
    '</n:Jane.Doe>',
    '<q:Jane.Doe/>',
    '&Jane.Doe;',
    '<n:x Jane.Doe="1" Jane.Doe="2"/>',
    'Jane.Doe & ',
  ]) {
    try {
      decodeMessage(Buffer.from(withEvent(secret)), { contentType: 'text/xml', typeHint: null })
      throw new Error('expected a refusal')
    } catch (error) {
      expect(error).toMatchObject({ code: 'xml_malformed' })
      expect(String(error)).not.toContain('Jane')
    }
  }
})

test('each fixture, cut anywhere, is refused and never half read', () => {
  const whole = readFixture('v2-hire.ns7.xml')
  const end = whole.toString().trimEnd().length
  for (let length = 1; length < end; length += 7) {
    expect(codeFor(whole.subarray(0, length))).toMatch(/^xml_malformed$/)
  }
})

describe('the cost of a body does not grow with its square', () => {
  function cpuMs(decode: () => void): number {
    const before = process.threadCpuUsage()
    decode()
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1_000
  }

  test('CDATA sections that begin and never end', () => {
    const body = `<a>${'<![CDATA['.repeat(200_000)}`
    expect(cpuMs(() => expect(codeFor(body)).toBe('xml_malformed'))).toBeLessThan(3_000)
  })

  test('a long boundary that a long body nearly repeats', () => {
    const contentType = `multipart/related; boundary="${'-'.repeat(50_000)}"`
    const body = Buffer.from(`x${'-'.repeat(1_000_000)}`)
    const refused = () => codeOf(() => decodeMessage(body, { contentType, typeHint: null }))
    expect(cpuMs(() => expect(refused()).toBe('multipart_malformed'))).toBeLessThan(3_000)
  })

  test('a long text below lists in lists is held once', () => {
    const names = Array.from({ length: 60 }, (_none, index) => `n${index}`)
    const open = names.map((name) => `<${name}/><${name}>`).join('')
    const close = names.toReversed().map((name) => `</${name}>`)
    const text = 'x'.repeat(8_000_000)
    const document = `<r>${open}${text}${close.join('')}</r>`
    const reader = new XmlNodeReader(document, DEFAULT_DECODE_LIMITS)
    const before = getHeapStatistics().used_heap_size
    parseXml(document, reader, DEFAULT_DECODE_LIMITS)
    const held = getHeapStatistics().used_heap_size - before
    expect(reader.root.node.kind).toBe('object')
    expect(held).toBeLessThan(20 * text.length)
  })

  test('many objects without a key beside many fields', () => {
    const beside = Array.from({ length: 6_000 }, (_none, index) => `<f${index}>1</f${index}>`)
    const objects = beside.map((_none, index) => `<o${index}><a>1</a></o${index}>`)
    const body = Buffer.from(`<r>${beside.join('')}${objects.join('')}</r>`)
    const options = { contentType: 'text/xml', typeHint: 'T' }
    const before = getHeapStatistics().total_heap_size
    expect(codeOf(() => decodeMessage(body, options))).toBe('xml_limit')
    expect(getHeapStatistics().total_heap_size - before).toBeLessThan(150_000_000)
  })

  test('many records that lack what a place from the root names', () => {
    const records = Array.from({ length: 3_000 }, (_none, index) => `{"userId":"${index}"}`)
    const body = Buffer.from(`{"a":[${records.join(',')}]}`)
    const places = { events: ['a'], id: ['a', '[*]', 'b'], type: ['a', '[*]', 'c'] }
    const options = { contentType: 'application/json', typeHint: 'T', hints: { places } }
    const decode = () => expect(decodeMessage(body, options).events).toHaveLength(3_000)
    expect(cpuMs(decode)).toBeLessThan(1_000)
  })
})
