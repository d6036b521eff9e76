/** Bounds on one message. What exceeds them is refused as `xml_limit` before it costs memory. */
export interface DecodeLimits {
  /** nested elements, or nested JSON objects and arrays */
  readonly depth: number
  /** elements, or JSON values, in the whole message */
  readonly elements: number
  /** elements of XML without a contract, which is built as a tree */
  readonly nodes: number
  /** events in the whole message: their recording has to end before the sender gives up */
  readonly events: number
  /** keys, params and other fields of one event, and of the message beside its events */
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
