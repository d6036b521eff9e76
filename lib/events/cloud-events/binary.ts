import type { DecodeLimits } from '../decode-limits.ts'
import type { CloudEventHints } from '../reading-hints.ts'
import { storable } from '../records/record-node.ts'
import { type CloudEvent, checkRequired } from './cloud-event.ts'
import { type CloudEventData, dataOfBytes, jsonData, NO_DATA } from './data.ts'
import { readHeaderValue } from './header-value.ts'

const PREFIX = 'ce-'

/**
 * Reads a CloudEvent in binary mode. Event Hub may wrap the data in a member `data` beside others;
 * otherwise the body is the data.
 * @throws ReceiverError `cloudevent_invalid`
 */
export function readBinary(
  body: Buffer,
  mediaType: string | undefined,
  { headers, isEventHub = false }: CloudEventHints,
  limits: DecodeLimits,
): CloudEvent {
  const attributes = Object.entries(headers).map(([name, value]) => ({
    name: name.slice(PREFIX.length),
    value: storable(readHeaderValue(value)),
  }))
  if (mediaType !== undefined) attributes.push({ name: 'datacontenttype', value: mediaType })
  const bare = { attributes, data: NO_DATA, beside: null }
  checkRequired(bare)
  const data = dataOfBytes(body, mediaType, limits)
  const inner = isEventHub ? unwrapped(data) : null
  return inner === null ? { ...bare, data } : { ...bare, ...inner }
}

function unwrapped({ node }: CloudEventData): Pick<CloudEvent, 'data' | 'beside'> | null {
  if (node?.kind !== 'object') return null
  const members = node.members()
  const data = members.find(({ name }) => name === 'data')
  if (data === undefined) return null
  const beside = members.flatMap(({ name, node: value }) =>
    name === 'data' ? [] : [{ name, value: value.kind === 'value' ? value.text : value.source }],
  )
  return { data: jsonData(data.node), beside }
}
