import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { DEFAULT_DECODE_LIMITS } from '../../../lib/events/decode-limits.ts'
import { parseXml, type XmlAttributes } from '../../../lib/events/xml-parser.ts'

type Seen = string[]

/** Names of elements and attributes as our parser resolves them. @returns null = not well-formed */
function seenByOurs(text: string): Seen | null {
  const seen: Seen = []
  const reader = {
    open(uri: string, local: string, _end: number, attributes: XmlAttributes) {
      seen.push(`<{${uri}}${local}`)
      for (const attribute of attributes) seen.push(asText(attribute))
    },
    text: (piece: string) => void seen.push(piece),
    close: () => void seen.push('>'),
  }
  try {
    parseXml(text, reader, DEFAULT_DECODE_LIMITS)
    return seen
  } catch (error) {
    expect(error).toMatchObject({ code: 'xml_malformed' })
    return null
  }
}

/** The same by the namespaces of saxes itself. */
function seenBySaxes(text: string): Seen | null {
  const seen: Seen = []
  const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true })
  parser.on('opentag', ({ uri, local, attributes }) => {
    seen.push(`<{${uri}}${local}`)
    for (const attribute of Object.values(attributes)) seen.push(asText(attribute))
  })
  parser.on('text', (piece) => void seen.push(piece))
  parser.on('closetag', () => void seen.push('>'))
  try {
    parser.write(text).close()
    return seen
  } catch {
    return null
  }
}

function asText({ uri, local, value }: { uri: string; local: string; value: string }): string {
  return `{${uri}}${local}=${value}`
}

const prefix = fc.constantFrom('', 'a:', 'b:', 'xml:', 'xmlns:', '__proto__:', ':', 'a:b:')
const local = fc.constantFrom('x', 'y', 'constructor', '')
const name = fc.tuple(prefix, local).map(([before, after]) => `${before}${after}`)
const uri = fc.constantFrom(
  'urn:1',
  'urn:2',
  ' urn:1 ',
  '',
  'http://www.w3.org/XML/1998/namespace',
  'http://www.w3.org/2000/xmlns/',
)
const declaration = fc
  .tuple(
    fc.constantFrom('xmlns', 'xmlns:a', 'xmlns:b', 'xmlns:xml', 'xmlns:xmlns', 'xmlns:__proto__'),
    uri,
  )
  .map(([declared, value]) => ` ${declared}="${value}"`)
const attribute = fc.oneof(
  { arbitrary: declaration, weight: 3 },
  { arbitrary: name.map((attributeName) => ` ${attributeName}="v"`), weight: 1 },
)
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      fc.oneof(
        { arbitrary: fc.constantFrom('x', 'a:x', 'b:y'), weight: 8 },
        { arbitrary: name, weight: 1 },
      ),
      fc.array(attribute, { maxLength: 3 }),
      fc.array(fc.oneof({ depthSize: 'small' }, fc.constant('t'), tie('element')), {
        maxLength: 3,
      }),
      fc.boolean(),
    )
    .map(([tag, attributes, children, isEmpty]) =>
      isEmpty
        ? `<${tag}${attributes.join('')}/>`
        : `<${tag}${attributes.join('')}>${children.join('')}</${tag}>`,
    ),
}))

describe('names in XML', () => {
  it('are resolved and refused as by the parser itself', () => {
    let accepted = 0
    fc.assert(
      fc.property(element, (text) => {
        const expected = seenBySaxes(text)
        if (expected !== null) accepted += 1
        expect(seenByOurs(text)).toEqual(expected)
      }),
      { numRuns: 1_500 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  it.each([
    ['a declaration that ends with its element', '<x><a:y xmlns:a="urn:1"/><a:y/></x>'],
    [
      'an attribute of the same name in another prefix',
      '<x xmlns:a="u" xmlns:b="u" a:k="" b:k=""/>',
    ],
    ['an unknown prefix of an attribute', '<x a:k=""/>'],
    ['a prefix without a namespace', '<x xmlns:a=""/>'],
    ['two colons', '<a:b:c xmlns:a="u"/>'],
    ['the prefix xmlns', '<xmlns:x/>'],
  ])('refuses %s', (_what, text) => {
    expect(seenBySaxes(text)).toBeNull()
    expect(seenByOurs(text)).toBeNull()
  })

  it('gives the outer namespace back behind an element that changed it', () => {
    const text = '<x xmlns="urn:1"><x xmlns="urn:2"><x xmlns=""/></x><x/></x>'
    expect(seenByOurs(text)?.filter((part) => part.startsWith('<'))).toEqual([
      '<{urn:1}x',
      '<{urn:2}x',
      '<{}x',
      '<{urn:1}x',
    ])
  })
})
