import type { DecodeLimits } from '../decode-limits.ts'
import type { ObjectNode, RecordNode } from '../records/record-node.ts'
import { type CloudEvent, checkRequired, invalid } from './cloud-event.ts'
import { type CloudEventData, dataOfBytes, dataOfText, jsonData, NO_DATA } from './data.ts'

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
const MARKS = ['specversion', 'id', 'source', 'type']

/** Whether JSON without a specific media type is a CloudEvent, or a list of them. */
export function looksLikeCloudEvents(root: RecordNode): boolean {
  if (root.kind === 'list') {
    const items = root.items()
    return items.length > 0 && items.every((item) => item.kind === 'object' && hasMarks(item))
  }
  return root.kind === 'object' && hasMarks(root)
}

function hasMarks(object: ObjectNode): boolean {
  const members = object.members()
  return MARKS.every((mark) =>
    members.some(({ name, node }) => name === mark && node.kind === 'value' && node.text !== ''),
  )
}

/**
 * The CloudEvents of a structured body or batch.
 * @throws ReceiverError `cloudevent_invalid` if any element is none, so that nothing is lost
 * silently
 */
export function readStructured(root: RecordNode, limits: DecodeLimits): CloudEvent[] {
  const items = root.kind === 'list' ? root.items() : [root]
  return items.map((item) => {
    if (item.kind !== 'object') {
      throw invalid('Expected a CloudEvent, or a list of them, as JSON objects; got another value')
    }
    return readOne(item, limits)
  })
}

function readOne(object: ObjectNode, limits: DecodeLimits): CloudEvent {
  const members = object.members()
  const attributes = members.flatMap(({ name, node }) => {
    if (name === 'data' || name === 'data_base64') return []
    if (node.kind !== 'value') return [{ name, value: node.source }]
    return node.isNull ? [] : [{ name, value: node.text }]
  })
  const mediaType = attributes.find(({ name }) => name === 'datacontenttype')?.value
  const event = { attributes, data: NO_DATA, beside: null }
  checkRequired(event)
  return { ...event, data: dataOf(object, mediaType, limits) }
}

function dataOf(
  object: ObjectNode,
  mediaType: string | undefined,
  limits: DecodeLimits,
): CloudEventData {
  const memberOf = (wanted: string) => object.members().find(({ name }) => name === wanted)?.node
  const data = memberOf('data')
  const base64 = memberOf('data_base64')
  if (base64 === undefined || (base64.kind === 'value' && base64.isNull)) {
    if (data === undefined) return NO_DATA
    // A JSON string with a JSON media type is that string.
    const isText = data.kind === 'value' && !data.isNull && mediaType !== undefined
    return isText ? dataOfText(data.text, mediaType, limits) : jsonData(data)
  }
  const isEncoded = base64.kind === 'value' && BASE64.test(base64.text)
  if (!isEncoded || data !== undefined) {
    throw invalid('Expected either data or data_base64 as Base64 text, got both or another value')
  }
  return dataOfBytes(Buffer.from(base64.text, 'base64'), mediaType, limits)
}
