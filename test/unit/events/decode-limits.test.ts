import { describe, expect, test } from '@jest/globals'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import { codeFor, codeOf, inEnvelope, withEvent } from './read-fixture.ts'

const good = withEvent('<n:eventId>e-1</n:eventId>')

describe('limits are exact', () => {
  const attributes = (count: number) =>
    withEvent(`<n:x ${Array.from({ length: count }, (_, i) => `a${i}="1"`).join(' ')}/>`)
  const nested = (depth: number) => withEvent(`${'<n:x>'.repeat(depth)}${'</n:x>'.repeat(depth)}`)
  const ok = 'nothing was thrown'

  test('depth: Envelope, Body, ExternalEvent, events and event count', () => {
    expect(codeFor(nested(59))).toBe(ok)
    expect(codeFor(nested(60))).toBe('xml_limit')
  })

  test('events of a message, XML and JSON', () => {
    const events = (count: number) =>
      `[${Array.from({ length: count }, () => '{"a":"1"}').join(',')}]`
    const decode = (body: string, limit: number) =>
      decodeMessage(Buffer.from(body), {
        contentType: undefined,
        typeHint: 'x',
        limits: { events: limit },
      }).events.length
    expect(decode(events(5), 5)).toBe(5)
    expect(() => decode(events(6), 5)).toThrow(expect.objectContaining({ code: 'content_limit' }))
    expect(decode(good, 1)).toBe(1)
    expect(() => decode(good, 0)).toThrow(expect.objectContaining({ code: 'xml_limit' }))
  })

  test('fields of an event and of a message, XML and JSON', () => {
    const pairs = (kind: 'entityKey' | 'param', count: number) =>
      withEvent(
        `<n:${kind === 'param' ? 'params' : 'entityKeys'}>${`<n:${kind}/>`.repeat(count)}</n:${kind === 'param' ? 'params' : 'entityKeys'}>`,
      )
    const other = (count: number) => withEvent('<n:other/>'.repeat(count))
    const members = (count: number) =>
      `{${Array.from({ length: count }, (_, n) => `"f${n}":1`).join(',')}}`
    for (const [exact, over] of [
      [pairs('entityKey', 1_000), pairs('entityKey', 1_001)],
      [pairs('param', 1_000), pairs('param', 1_001)],
      [other(1_000), other(1_001)],
    ] as const) {
      expect([codeFor(exact), codeFor(over)]).toEqual([ok, 'xml_limit'])
    }
    const json = (body: string) =>
      codeOf(() =>
        decodeMessage(Buffer.from(body), { contentType: 'application/json', typeHint: 'x' }),
      )
    expect([json(members(1_000)), json(members(1_001))]).toEqual([ok, 'content_limit'])
    expect(json(`{"record":${members(1_001)}}`)).toBe('content_limit')
  })

  test.each<[string, () => string, code?: string]>([
    ['XML', () => inEnvelope(`<n:events>${'<n:event/>'.repeat(900_000)}</n:events>`), 'xml_limit'],
    ['a list', () => `[${'{},'.repeat(900_000)}{}]`],
    ['a named list', () => `{"a":[${'{},'.repeat(900_000)}{}]}`],
    ['an object', () => `{${'"a":1,'.repeat(900_000)}"a":1}`],
  ])('a flood in %s is refused before it is built', (_what, make, expected = 'content_limit') => {
    const body = Buffer.from(make())
    const before = process.threadCpuUsage()
    const code = codeOf(() => decodeMessage(body, { contentType: undefined, typeHint: 'x' }))
    const { user, system } = process.threadCpuUsage(before)
    expect(code).toBe(expected)
    expect((user + system) / 1_000).toBeLessThan(2_500)
  })

  test('attributes of one element', () => {
    expect(codeFor(attributes(100))).toBe(ok)
    expect(codeFor(attributes(101))).toBe('xml_limit')
    expect(codeFor(attributes(60).replace('/>', `>${'<n:y a="1"/>'.repeat(60)}</n:x>`))).toBe(ok)
  })

  test('names of elements and attributes', () => {
    expect(codeFor(withEvent(`<n:${'x'.repeat(998)}/>`))).toBe(ok)
    expect(codeFor(withEvent(`<n:${'x'.repeat(999)}/>`))).toBe('xml_limit')
    expect(codeFor(withEvent(`<n:x ${'y'.repeat(1_001)}=""/>`))).toBe('xml_limit')
  })

  test('elements', () => {
    const events = inEnvelope(`<n:events>${'<n:event/>'.repeat(16)}</n:events>`)
    expect(codeFor(events, { elements: 20 })).toBe(ok)
    expect(codeFor(events, { elements: 19 })).toBe('xml_limit')
  })

  test('text, with attribute values and CDATA', () => {
    const text = withEvent('<n:x a="12345"><![CDATA[12345]]>12345</n:x>')
    const used = [...text.matchAll(/"([^"]*)"/g)].reduce(
      (sum, [, value]) => sum + (value?.length ?? 0),
      10,
    )
    expect(codeFor(text, { text: used })).toBe(ok)
    expect(codeFor(text, { text: used - 1 })).toBe('xml_limit')
  })
})
