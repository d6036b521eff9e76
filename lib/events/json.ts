import { decodeStructured } from './cloud-events/decode-cloud-events.ts'
import { looksLikeCloudEvents } from './cloud-events/structured.ts'
import type { DecodeLimits } from './decode-limits.ts'
import type { DecodedMessage } from './event.ts'
import { checkedJson } from './json-text.ts'
import { decodeRecords, type RecordOptions } from './records/decode-records.ts'
import { jsonNode } from './records/record-node.ts'
import { decodeRenderedEvent } from './rendered-event.ts'

/**
 * Reads a JSON body: the SOAP message that a gateway has turned into JSON, CloudEvents under the usual
 * media type of JSON, else records.
 * @throws ReceiverError `json_malformed`, `content_limit`, `not_an_external_event`, `cloudevent_invalid`
 */
export function decodeJson(
  source: string,
  options: RecordOptions,
  limits: DecodeLimits,
): DecodedMessage {
  const root = jsonNode(checkedJson(source, limits), limits)
  if (looksLikeCloudEvents(root)) return decodeStructured(root, options.hints, limits)
  return (
    decodeRenderedEvent(root, limits) ??
    decodeRecords({ format: 'json', root, rootName: null }, options, limits)
  )
}
