import type { DecodeLimits } from './decode-limits.ts'
import type { DecodedMessage } from './event.ts'
import { checkedJson } from './json-text.ts'
import { decodeRecords, type RecordOptions } from './records/decode-records.ts'
import { jsonNode } from './records/record-node.ts'
import { decodeRenderedEvent } from './rendered-event.ts'

/**
 * Reads a JSON body: the SOAP message that a gateway has turned into JSON, else records.
 * @throws ReceiverError `json_malformed`, `xml_limit`, `not_an_external_event`
 */
export function decodeJson(
  source: string,
  options: RecordOptions,
  limits: DecodeLimits,
): DecodedMessage {
  const root = jsonNode(checkedJson(source, limits), limits)
  return (
    decodeRenderedEvent(root, limits) ??
    decodeRecords({ format: 'json', root, rootName: null }, options, limits)
  )
}
