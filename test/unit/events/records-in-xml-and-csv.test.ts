import { describe, expect, test } from '@jest/globals'
import { decode, lanes, TYPE } from './decode-record.ts'
import { codeOf } from './read-fixture.ts'

describe('records in XML', () => {
  const soap = (content: string) =>
    `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>${content}</S:Body></S:Envelope>`
  const two =
    '<Employees><Employee><userId>a</userId></Employee><Employee><userId>b</userId></Employee></Employees>'

  test.each([
    ['bare', two],
    ['in a SOAP body', soap(two)],
    [
      'in namespaces',
      two
        .replaceAll('<Emp', '<e:Emp')
        .replaceAll('</Emp', '</e:Emp')
        .replace('<e:Employees', '<e:Employees xmlns:e="urn:e"'),
    ],
    [
      'with attributes',
      '<Employees count="2"><Employee userId="a"/><Employee userId="b"/></Employees>',
    ],
  ])('%s', (_what, body) => {
    const message = decode(body, 'text/xml')
    expect(lanes(message)).toEqual(['userId a', 'userId b'])
    expect(message.events.map(({ entityType, type }) => [entityType, type])).toEqual([
      ['Employee', TYPE],
      ['Employee', TYPE],
    ])
  })

  test('one record, nil, text and nested elements', () => {
    const message = decode(
      '<Employees xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Employee><userId>a &amp; b</userId><end xsi:nil="true"/><address><city>X</city></address></Employee></Employees>',
      'application/xml',
    )
    expect(message).toMatchObject({ format: 'xml', contract: 'record' })
    expect(message.events[0]).toMatchObject({
      keys: [
        { name: 'userId', value: 'a & b' },
        { name: 'end', value: '' },
      ],
      more: [{ name: 'address', value: '<address><city>X</city></address>' }],
    })
  })

  test.each([
    ['no type', two, null],
    [
      'an ExternalEvent of an unknown namespace',
      '<ExternalEvent xmlns="urn:x"><a>1</a></ExternalEvent>',
      TYPE,
    ],
    ['a SOAP fault', soap('<S:Fault><faultcode>S:Server</faultcode></S:Fault>'), TYPE],
    ['an HTML page', '<html><body><p>Sign in</p></body></html>', TYPE],
  ])('%s is no message', (_what, body, typeHint) => {
    expect(codeOf(() => decode(body, 'text/xml', { typeHint }))).toBe('not_an_external_event')
  })

  test('a type in the body is enough; a DOCTYPE stays refused', () => {
    const typed = two.replace('<Employee>', '<eventType>T</eventType><Employee>')
    expect(decode(typed, 'text/xml', { typeHint: null }).events.map(({ type }) => type)).toEqual([
      'T',
      'T',
    ])
    expect(codeOf(() => decode(`<!DOCTYPE a>${two}`, 'text/xml'))).toBe('xml_doctype')
  })
})

describe('records in CSV', () => {
  test.each([
    ['commas', 'userId,name\r\na,"x, ""y"""\r\nb,z\r\n'],
    ['semicolons and a byte order mark', '\u{feff}userId;name\na;"x, ""y"""\nb;z'],
    ['tabs', 'userId\tname\na\t"x, ""y"""\nb\tz\n\n'],
  ])('%s', (_what, body) => {
    const message = decode(body, 'text/csv; charset=utf-8')
    expect(message.format).toBe('csv')
    expect(lanes(message)).toEqual(['userId a', 'userId b'])
    expect(message.events[0]?.keys[1]).toEqual({ name: 'name', value: 'x, "y"' })
  })

  test('wrong rows, missing types and missing rows', () => {
    expect(codeOf(() => decode('a,b\n1', 'text/csv'))).toBe('csv_malformed')
    expect(codeOf(() => decode('a,b\n"1', 'text/csv'))).toBe('csv_malformed')
    expect(codeOf(() => decode('a,b\n1,2', 'text/csv', { typeHint: null }))).toBe(
      'event_type_missing',
    )
    expect(decode('a,eventType\n1,T', 'text/csv', { typeHint: null }).events[0]?.type).toBe('T')
    expect(decode('a,b\n', 'text/csv').events).toEqual([])
  })
})
