import { SaxesParser } from 'saxes'
import { ReceiverError } from '../errors.ts'
import type { DecodeLimits } from './decode-limits.ts'
import { limitExceeded } from './limit-exceeded.ts'
import { XmlNames } from './xml-names.ts'

export interface XmlAttribute {
  readonly uri: string
  readonly local: string
  readonly value: string
}

export type XmlAttributes = readonly XmlAttribute[]

/** Receives the parts of a document in order. Positions are indexes into the document's text. */
export interface XmlReader {
  /** @param end position after the `>` of the start tag */
  open(uri: string, local: string, end: number, attributes: XmlAttributes): void
  /** a piece of character data or CDATA; one value may come in several pieces */
  text(piece: string): void
  /** @param end position after the `>` of the end tag; for `<a/>` the same as at `open` */
  close(end: number): void
}

/**
 * Parses one document and calls the reader. Comments and processing instructions are ignored.
 * @throws ReceiverError `xml_doctype`, `content_limit`, `xml_malformed`, and what the reader throws
 */
export function parseXml(source: string, reader: XmlReader, limits: DecodeLimits): void {
  // XML 1.0 rules whatever version is declared: 1.1 would let control characters in
  const parser = new SaxesParser({
    xmlns: false,
    position: false,
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
  })
  const names = new XmlNames()
  let depth = 0
  let elements = 0
  let attributes = 0
  let textLength = 0

  const countText = (length: number): void => {
    textLength += length
    if (textLength > limits.text) throw limitExceeded('characters of text', limits.text)
  }
  const onText = (piece: string): void => {
    countText(piece.length)
    reader.text(piece)
  }

  // Six handlers, no more: with the seventh V8 keeps the parser's fields in a dictionary and a
  // message takes four times as long. So errors come as exceptions and not through a handler.
  parser.on('doctype', () => {
    throw new ReceiverError(
      'xml_doctype',
      'Expected XML without a document type, got a DOCTYPE; remove it, entities are not expanded',
    )
  })
  parser.on('attribute', (attribute) => {
    if (++attributes > limits.attributes) throw limitExceeded('attributes', limits.attributes)
    if (attribute.name.length > limits.name)
      throw limitExceeded('characters in a name', limits.name)
    countText(attribute.value.length)
    names.attribute(attribute.name, attribute.value)
  })
  parser.on('opentag', (tag) => {
    attributes = 0
    if (++elements > limits.elements) throw limitExceeded('elements', limits.elements)
    if (++depth > limits.depth) throw limitExceeded('nested elements', limits.depth)
    if (tag.name.length > limits.name) throw limitExceeded('characters in a name', limits.name)
    names.open(tag.name)
    reader.open(names.uri, names.local, parser.position, names.attributes)
  })
  parser.on('closetag', () => {
    depth--
    names.close()
    reader.close(parser.position)
  })
  parser.on('text', onText)
  parser.on('cdata', onText)

  try {
    parser.write(source).close()
  } catch (error) {
    if (error instanceof ReceiverError) throw error
    throw malformed(reasonOf(error), parser.line)
  }
}

/** The parser's reason without what follows its colon: that is text of the message. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  return (message.split(':', 1)[0] ?? '').replace(/\.$/, '')
}

function malformed(reason: string, line: number): ReceiverError {
  return new ReceiverError(
    'xml_malformed',
    `Expected well-formed XML, got an error in line ${line}: ${reason}`,
  )
}
