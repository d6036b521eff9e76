import { isUtf8 } from 'node:buffer'
import { ReceiverError } from '../../errors.ts'
import { decodeText } from '../charset.ts'
import { bodyKind, readContentType } from '../content-type.ts'
import type { DecodeLimits } from '../decode-limits.ts'
import type { MessageFormat } from '../event.ts'
import { checkedJson } from '../json-text.ts'
import { inXml } from '../limit-exceeded.ts'
import { jsonNode, type RecordNode, storable } from '../records/record-node.ts'
import { XmlNodeReader } from '../records/xml-node.ts'
import { parseXml } from '../xml-parser.ts'

/** The data of a CloudEvent. */
export interface CloudEventData {
  readonly format: Extract<MessageFormat, 'json' | 'xml' | 'other'>
  /** JSON or XML; null = text, bytes or nothing */
  readonly node: RecordNode | null
  /** name of an XML document's root element */
  readonly rootName: string | null
  /** the data as sent; Base64 for bytes that are no text; null = none */
  readonly text: string | null
}

export const NO_DATA: CloudEventData = { format: 'json', node: null, rootName: null, text: null }

export function jsonData(node: RecordNode): CloudEventData {
  if (node.kind === 'value' && node.isNull) return NO_DATA
  const text = node.kind === 'value' ? node.text : storable(node.source)
  return { format: 'json', node, rootName: null, text }
}

/**
 * Reads data by their media type, or by their content if it does not say enough.
 * @throws ReceiverError if the data do not match their media type
 */
export function dataOfBytes(
  bytes: Buffer,
  mediaType: string | undefined,
  limits: DecodeLimits,
): CloudEventData {
  if (bytes.length === 0) return NO_DATA
  const { type, charset } = readContentType(mediaType)
  switch (bodyKind(type)) {
    case 'json':
      return jsonText(decodeText(bytes, charset), limits)
    case 'xml':
      return xmlText(decodeText(bytes, charset), limits)
    case 'generic':
      return guessed(bytes, charset, limits)
    default:
      return type?.startsWith('text/') === true
        ? plainText(decodeText(bytes, charset))
        : encoded(bytes)
  }
}

/** Data in a JSON string, because they are not JSON. */
export function dataOfText(
  text: string,
  mediaType: string | undefined,
  limits: DecodeLimits,
): CloudEventData {
  const kind = bodyKind(readContentType(mediaType).type)
  return kind === 'xml' ? xmlText(text, limits) : plainText(text)
}

function jsonText(text: string, limits: DecodeLimits): CloudEventData {
  return jsonData(jsonNode(checkedJson(text, limits), limits))
}

function xmlText(text: string, limits: DecodeLimits): CloudEventData {
  const reader = new XmlNodeReader(text, limits)
  inXml(() => parseXml(text, reader, limits))
  const { name, node } = reader.root
  return { format: 'xml', node, rootName: name, text: storable(text) }
}

function plainText(text: string): CloudEventData {
  return { format: 'other', node: null, rootName: null, text: storable(text) }
}

function encoded(bytes: Buffer): CloudEventData {
  return { format: 'other', node: null, rootName: null, text: bytes.toString('base64') }
}

function guessed(bytes: Buffer, charset: string | null, limits: DecodeLimits): CloudEventData {
  if (charset === null && (!isUtf8(bytes) || bytes.includes(0))) return encoded(bytes)
  const text = decodeText(bytes, charset)
  const first = /\S/.exec(text)?.[0]
  try {
    if (first === '{' || first === '[') return jsonText(text, limits)
    if (first === '<') return xmlText(text, limits)
  } catch (error) {
    if (!(error instanceof ReceiverError)) throw error
    if (error.code !== 'json_malformed' && error.code !== 'xml_malformed') throw error
  }
  return plainText(text)
}
