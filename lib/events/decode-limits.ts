/** Limits of one message. Exceeding one is refused as `xml_limit` or `content_limit` before it costs memory. */
export interface DecodeLimits {
  /** nested elements, or nested JSON objects and arrays */
  readonly depth: number
  /** elements, or JSON values, in the whole message */
  readonly elements: number
  /** elements of XML without a contract, which becomes a tree */
  readonly nodes: number
  /** events in the message: recording must end before the sender's timeout */
  readonly events: number
  /** keys, params and other fields of one event, and of the message itself */
  readonly fields: number
  /** attributes of one element, namespace declarations included */
  readonly attributes: number
  /** characters of text, CDATA and attribute values in the whole message */
  readonly text: number
  /** characters of an element's or attribute's name */
  readonly name: number
}

export const DEFAULT_DECODE_LIMITS: DecodeLimits = {
  depth: 64,
  elements: 1_000_000,
  nodes: 300_000,
  events: 20_000,
  fields: 1_000,
  attributes: 100,
  text: 10_000_000,
  name: 1_000,
}
