import fc from 'fast-check'
import { MARKER } from './marker.ts'
import { type WrittenRecords, writtenRecords } from './written-records.ts'

/** A CloudEvent in any mode; the binary mode has `ce-…` headers beside the body. */
export interface WrittenCloudEvent extends WrittenRecords {
  readonly headers: Readonly<Record<string, string>>
}

const text = fc.oneof(
  fc.constantFrom('', '1.0', 'a', '/source', 'com.example.Hired', '2026-11-29T10:00:00Z', MARKER),
  fc.stringMatching(/^[\x20-\x7e]{0,20}$/),
)
const attributes = fc.record(
  {
    specversion: fc.oneof(
      { arbitrary: fc.constant('1.0'), weight: 5 },
      { arbitrary: text, weight: 1 },
    ),
    id: text,
    source: text,
    type: text,
    subject: text,
    time: text,
    datacontenttype: fc.constantFrom('application/json', 'text/xml', 'text/plain', 'x'),
    extension1: text,
  },
  { requiredKeys: ['specversion', 'id', 'source', 'type'] },
)
const data = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.record({ userId: text, startDate: text }),
  fc.array(fc.record({ userId: text }), { maxLength: 3 }),
)
const event = fc
  .tuple(attributes, fc.constantFrom('data', 'data_base64', 'none'), data)
  .map(([given, place, value]) => (place === 'none' ? given : { ...given, [place]: value }))

const structured = event.map((value) => ({
  body: Buffer.from(JSON.stringify(value)),
  contentType: 'application/cloudevents+json',
  headers: {},
}))
const batch = fc.array(event, { maxLength: 4 }).map((values) => ({
  body: Buffer.from(JSON.stringify(values)),
  contentType: 'application/cloudevents-batch+json',
  headers: {},
}))
const underJson = event.map((value) => ({
  body: Buffer.from(JSON.stringify(value)),
  contentType: 'application/json',
  headers: {},
}))
const binary = fc.tuple(attributes, writtenRecords).map(([given, { body, contentType }]) => ({
  body,
  contentType,
  headers: Object.fromEntries(
    Object.entries(given).map(([name, value]) => [`ce-${name}`, encodeURIComponent(value)]),
  ),
}))

export const writtenCloudEvents: fc.Arbitrary<WrittenCloudEvent> = fc.oneof(
  structured,
  batch,
  underJson,
  binary,
)
