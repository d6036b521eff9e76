import fc from 'fast-check'
import { MARKER } from './marker.ts'

/** Bodies without a contract, as senders lay them out, and what wraps them. */
export interface WrittenRecords {
  readonly body: Buffer
  readonly contentType: string
}

const names = fc.constantFrom(
  'userId',
  'UserId',
  'JobApplicationId',
  'external_code',
  'status',
  'startDate',
  'eventType',
  'eventId',
  'publishedAt',
  '__metadata',
  'a',
)
const values = fc.oneof(
  fc.constantFrom('', ' ', '1', 'x', '/Date(1796083200000)/', 'true', MARKER),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const record = fc.dictionary(names, values, { maxKeys: 5 })

const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    values,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(names, tie('node'), { maxKeys: 4 }),
  ),
})).node

const jsonText = fc.oneof(
  tree.map((node) => JSON.stringify(node)),
  fc
    .array(record, { maxLength: 5 })
    .map((rows) => rows.map((row) => JSON.stringify(row)).join('\n')),
  record.map((row) => JSON.stringify({ ExternalEvent: { events: { event: row } } })),
)

const xmlText = fc
  .tuple(fc.array(record, { maxLength: 4 }), fc.array(names, { maxLength: 4 }))
  .map(([rows, wrappers]) => {
    const inner = rows.map((row) => `<row>${Object.entries(row).map(element).join('')}</row>`)
    return ['root', ...wrappers].reduceRight(
      (node, name) => `<${name}>${node}</${name}>`,
      inner.join(''),
    )
  })

function element([name, value]: [string, string]): string {
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<${name}>${text}</${name}>`
}

const csvText = fc
  .tuple(
    fc.uniqueArray(names, { minLength: 1, maxLength: 5 }),
    fc.array(fc.array(values, { maxLength: 6 }), { maxLength: 5 }),
    fc.constantFrom(',', ';', '\t', '|'),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([header, rows, delimiter, line]) =>
    [header, ...rows]
      .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
      .join(line),
  )

const plain: fc.Arbitrary<WrittenRecords> = fc.oneof(
  jsonText.map((text) => ({ body: Buffer.from(text), contentType: 'application/json' })),
  xmlText.map((text) => ({ body: Buffer.from(text), contentType: 'text/xml' })),
  csvText.map((text) => ({ body: Buffer.from(text), contentType: 'text/csv' })),
)

const multipart = fc
  .tuple(fc.array(plain, { minLength: 1, maxLength: 3 }), fc.constantFrom('b', 'uuid:1', '---'))
  .map(([parts, boundary]) => ({
    body: Buffer.concat([
      ...parts.flatMap(({ body, contentType }) => [
        Buffer.from(`--${boundary}\r\nContent-Type: ${contentType}\r\n\r\n`),
        body,
        Buffer.from('\r\n'),
      ]),
      Buffer.from(`--${boundary}--`),
    ]),
    contentType: `multipart/related; boundary="${boundary}"`,
  }))

const form = fc.array(plain, { minLength: 1, maxLength: 2 }).map((fields) => ({
  body: Buffer.from(
    new URLSearchParams(
      fields.map(({ body }, place): [string, string] => [`f${place}`, body.toString()]),
    ).toString(),
  ),
  contentType: 'application/x-www-form-urlencoded',
}))

export const writtenRecords: fc.Arbitrary<WrittenRecords> = fc.oneof(
  { arbitrary: plain, weight: 6 },
  { arbitrary: multipart, weight: 1 },
  { arbitrary: form, weight: 1 },
)
